function handle(data, callback) {
  callback(null, data)
  setTimeout(() => { throw new Error('too late') }, 5)
}
