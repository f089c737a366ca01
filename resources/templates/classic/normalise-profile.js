// Tidies the profile before the user is stored: what this hook hands back is what gets stored.
function handle(data, callback) {
  const user = data.user
  const profile = user.profile || {}

  if (user.email) user.email = user.email.trim().toLowerCase()
  if (profile.given_name) profile.given_name = tidy(profile.given_name)
  if (profile.family_name) profile.family_name = tidy(profile.family_name)

  // The full name, where it was not given
  const name = [profile.given_name, profile.family_name].filter(Boolean).join(' ')
  if (!user.name && name) user.name = name

  user.profile = profile
  callback(null, data)
}

function tidy(text) {
  return text.trim().replace(/\s+/g, ' ')
}
