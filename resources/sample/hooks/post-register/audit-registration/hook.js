// One line of JSON for each new user, for a log that machines read. No personal data: an id and how the user came.
function handle(data, callback) {
  const user = data.user || {}
  const context = data.context

  console.log(JSON.stringify({
    event: 'user.registered',
    user: user.id,
    client: context.clientID || null,
    verified: Boolean(user.email_verified),
    with: (user.credentials || []).map(credential => credential.type),
    at: user.created_at
  }))
  callback(null, data)
}
