function handle(data) {
  const slow = /^(\w+\s?)*$/
  return { fine: slow.test('word '.repeat(20) + '!') }
}
