const { parseTerms } = await import("/assets/trace/find.js");

const short = (input) => parseTerms(input).map(({ kind, key, text, excludes }) => `${excludes ? "-" : ""}${kind === "pair" ? `${key}=` : ""}${text}`);
check("words", short("GET Cart"), ["get", "cart"]);
check("quoted", short('"no more" tea'), ["no more", "tea"]);
check("pairs", short('http.method=GET name="a b"'), ["http.method=get", "name=a b"]);
check("exclusion", short("-health -a=b"), ["-health", "-a=b"]);
check("an open quote", short('"open end'), ["open end"]);
check("nothing", short("  "), []);
check("an empty value", short("key="), ["key="]);
