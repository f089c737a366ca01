// Adds language and time zone to the ID token, so that the client can greet the user properly.
function handle(data, callback) {
  const profile = (data.user && data.user.profile) || {}
  const token = data.context.idToken

  if (token) {
    if (profile.locale) token.locale = profile.locale
    if (profile.zoneinfo) token.zoneinfo = profile.zoneinfo
  }
  callback(null, data)
}
