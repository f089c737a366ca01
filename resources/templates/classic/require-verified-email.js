// Lets nobody in whose e-mail address is not verified. Users without an address (phone only) pass.
function handle(data, callback) {
  const user = data.user || {}

  if (user.email && !user.email_verified) {
    return callback(new Error('Please confirm your e-mail address first: we have sent you a link.'))
  }
  callback(null, data)
}
