/** Cannot be loaded ahead: it never comes to its end. */
for (;;);
