// Refuses to link an account whose e-mail address differs from the user's, or that nobody verified:
// else whoever opens an account elsewhere with a foreign address could take this one over.
export async function handle(data) {
  const { user, context } = data
  const external = context.externalUser ?? {}
  const theirs = (external.email ?? external.mail ?? '').toLowerCase() // LDAP says mail
  const ours = (user?.email ?? '').toLowerCase()

  if (!ours || !user.email_verified || theirs !== ours) {
    throw new Error('These accounts can be linked once both have the same verified e-mail address.')
  }
  return data
}
