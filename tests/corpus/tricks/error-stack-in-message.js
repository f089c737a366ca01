function handle(data, callback) {
  throw new Error('first\n    at fake (' + __filename + ':77:7)')
}
