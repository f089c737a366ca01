export function handle(data, callback) {
  callback(null, data)
  callback(null, data)
}
