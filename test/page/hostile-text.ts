/** What somebody would have a browser run, in a name or a sentence: it must be shown, and do nothing. */
export const HOSTILE =
  '</script><script>document.title="taken"</script><img src=x onerror=alert(1)>\u2028\u0007\u202e&lt;';
