function handle(data) {
  return { get then() { throw new Error('sprung') } }
}
