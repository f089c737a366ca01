function handle(data) {
  return { then() {} }
}
