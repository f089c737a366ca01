// Sets user.metadata.country from the language and region that the user chose: en-GB gives GB.
function handle(data, callback) {
  const user = data.user
  const profile = (user && user.profile) || {}
  const country = (profile.locale || '').split('-')[1]

  if (country) {
    user.metadata = Object.assign({}, user.metadata, { country: country })
    console.log('country', country, 'for', data.context.request.ip)
  } else {
    console.warn('no region in the locale', profile.locale)
  }
  callback(null, data)
}
