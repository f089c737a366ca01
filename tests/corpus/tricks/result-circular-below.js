function handle(data, callback) {
  data.user.list = [{ back: data.user }]
  callback(null, data)
}
