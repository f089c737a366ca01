function handle(data, callback) {
  callback({ message: 'plain', code: 7, extra: [1] })
}
