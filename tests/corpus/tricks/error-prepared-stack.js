Error.prepareStackTrace = () => { throw new Error('no') }
function handle(data, callback) {
  null.x
}
