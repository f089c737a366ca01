function handle(data, callback) {
  setTimeout(function spin() {
    for (;;);
  }, 1)
}
