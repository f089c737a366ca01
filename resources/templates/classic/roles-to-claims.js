// Adds the user's roles and groups to the access token, under names of your own so that they can't clash with standard claims.
const NAMESPACE = 'https://example.com/claims/'

function handle(data, callback) {
  const token = data.context.accessToken
  const user = data.user

  // There is no user where a client signs in for itself (client credentials).
  if (!token || !user) return callback(null, data)

  token[NAMESPACE + 'roles'] = user.roles || []
  token[NAMESPACE + 'groups'] = user.role_groups || []
  callback(null, data)
}
