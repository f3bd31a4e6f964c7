import { createPublicKey, sign } from 'node:crypto';

/** Adobe's own key; it opens nothing but this sandbox. */
const privateKey = `-----BEGIN PRIVATE KEY-----
MIIEvwIBADANBgkqhkiG9w0BAQEFAASCBKkwggSlAgEAAoIBAQCq+y9x/kM3fx6W
dOEI0j59nJhIKqswSFZLGA11Xp6/9u6qHiaOcW/0+rEZQgSREijpForMS/sRuk3D
Rb6swgtNcZ6SOOu10JXij9Ee6ASZAwV22l5C13esuNuOzuOv2sZ1p1trmMeGjlPQ
kc1EWI4v0P7FCueVlN6Gbcx8NLWRpxUYaZ8Iw5GPRq9QpiOEh3UiUYLaNYGep/Lr
34nRY4OT5PNsKU78jeGtCZyTtZNjEFTnOHRJy6m2tg8EEdzKy5hFDvmExDw25FsW
mV5F4Rn+IW6wIckh+KTrxSXSfrJUPwb9L5gVIay2i/2uQWgWLT6A5tly+gPS+FGB
qR9uUerHAgMBAAECggEAM3FbtwpvItVmWJJV2peXIafp0Vy1INPC0tkrw3JyhQNA
j4J+y0CqFKUQf67zPMqf8HFN1WXO5miNWQE0+zluuSBEO25QzOUzE3V9z7SzHW5h
SH8u+SFm6lq8BF2O96v1JhTyVo8jCQLtiMU1YyjZrt1MqfA7+S9PPFbwvTYGowmJ
KusfOgU4up/NCwp1H/CnMxWxMvLSswsBa3v/2rI+m/rBiKMXzaWoLGuTO9SvZRUL
nxe0ma1YDdPUUENKPghv1/dBbX+L5kpt9c5uT3j+z60yHIk5FCYI7nrUbn+Rf7Sr
Cb/N3KcDqIBpUPAZpfVPR0AIthjpf1clY/mTySL+QQKBgQDvoctu+ZbEdDCSOubo
hz7tyv8oiJ6VW3A9f/dw1LsaoPv/sImddzqrWJOv5Cnk8KmCZYm81btfTPbFPiRI
Z4Uc1HBT1Mv4WnDIt9aJPr6o9pFKDc3h1UroVDgvjMFbZGSTNqEaJ9YtHhKqQ0N5
U6oj+iRFc7EOb/1xhbyYyC0zkQKBgQC2qPZkjEYiaBGtf2I3tmYQNkFXYE/iWGJC
2kUrNMT0q274NPs34si8usU6xgiJXsqgfnivYswA1fm8cDgR5A733UYPBavax0JC
QvjkYAaM20PHjI0CDYO8RhJxJyAkBttt5t+deEe6s2ZfeYO6fT9/bGnTj4F3UV3Z
Kpk0K9vc1wKBgQDYF4QXOBXAZLKkO1+dEtEpqKQ+Di1LrKBjpTEi24M6eS+mHLGM
gUcz2vWbaNpqrKd/gkcaNXb5crMZnXckn82G+P+uaTfiZtRL/JQHQcC3J1pPeHFP
lIMvTTs5jemTm82if2H57zCRkQvt5ChFka/dL6ZjxvdEeLMJGzu+Xs18MQKBgQCV
MHvOtCO0hnup0ZlPF9NU+ntz+l5E6RuYrt4/4+HaVQtV/zAQ/VInlATzdDwUty+Y
1rOLzI4DQMGxf5bMRhFTsY8/RcqP7p/XrwvKvAOdmJlLqyigvJkUdccqVGKUCmW+
5gtOeqdbfpvm70EAWLw8PzhQa6263uJgNcLcMdZqEQKBgQDWb103BpjiUiafpLGT
/35yqxgSaE/yCGDMgdG4MCDGawdfyt4PlKOWKs3+OZ/CASjzAK+MAVkK3AU0nUXA
NW68Q5upZVH6lZKb/e7/zZ48UmYRwAB+fSbAzWx31Ma/xJ26VdF3yAhfJ3f539GN
o1RI3h1owT7kWeiRYTQiEHM6pw==
-----END PRIVATE KEY-----`;

/** Two paths, one key: what matters is that either signature will do. */
export const keyPaths = [
	'/prod/keys/pub-key-kruhWwvqvB.pem',
	'/prod/keys/pub-key-IkpzhSpTw0.pem',
] as const;

/** At the address of the public keys. */
export const publicKeyAt = (path: string): string | undefined =>
	keyPaths.some((one) => one === path)
		? createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString()
		: undefined;

export function signed(body: string | Buffer, key = privateKey): Record<string, string> {
	const signature = sign('sha256', Buffer.from(body), key).toString('base64');
	return {
		'content-type': 'application/json',
		'x-adobe-digital-signature-1': signature,
		'x-adobe-public-key1-path': keyPaths[0],
		'x-adobe-digital-signature-2': signature,
		'x-adobe-public-key2-path': keyPaths[1],
	};
}
