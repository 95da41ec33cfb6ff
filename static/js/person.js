// Who is signed in on this device: the token goes with each scan that is made from now on.

const KEY = "person";

export function current() {
  const text = localStorage.getItem(KEY);
  return text ? JSON.parse(text) : null;
}

export function token() {
  const person = current();
  return person ? person.person : "";
}

export function remember(person) {
  localStorage.setItem(KEY, JSON.stringify(person));
}

export function forget() {
  localStorage.removeItem(KEY);
}
