function handle(data) {
  return new Promise(() => {})
}
