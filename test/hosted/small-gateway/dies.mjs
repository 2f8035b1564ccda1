/** Dies as soon as it is started. */
throw new Error('no gateway today');
