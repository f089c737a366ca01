// Adds the user's roles and groups to the access token, under names of your own so that they can't clash with standard claims.
const NAMESPACE = 'https://example.com/claims/'

export async function handle(data) {
  const { user, context } = data

  // There is no user where a client signs in for itself (client credentials).
  if (user && context.accessToken) {
    context.accessToken[NAMESPACE + 'roles'] = user.roles ?? []
    context.accessToken[NAMESPACE + 'groups'] = user.role_groups ?? []
  }
  return data
}
