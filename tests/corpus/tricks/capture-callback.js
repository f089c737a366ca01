// Node asks process.report before it lets anybody capture what nobody caught.
function handle(data, callback) {
  process.setUncaughtExceptionCaptureCallback(() => {})
  process.setUncaughtExceptionCaptureCallback(null)
  callback(null, { kept: true })
}
