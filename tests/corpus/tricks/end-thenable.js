function handle(data) {
  return { then(keep) { keep({ then(again) { again({ deep: 1 }) } }) } }
}
