import { sameText, verifySignature, type Delivery, type SignatureScheme, type Verdict } from './signature';

/** How any other system proves that a call is its own (credential Stock-Out Webhook API). */
export interface SharedSecret {
	method: 'header' | 'hmac' | 'basic';
	headerName: string;
	headerSecret: string;
	algorithm: SignatureScheme['algorithm'];
	encoding: SignatureScheme['encoding'];
	prefix: string;
	secret: string;
	user: string;
	password: string;
}

/** Fails closed like `verifySignature`. */
export function verifySharedSecret(credential: SharedSecret, delivery: Delivery): Verdict {
	const header = credential.headerName.trim().toLowerCase();
	if (credential.method === 'hmac')
		return verifySignature(
			{ header, algorithm: credential.algorithm, encoding: credential.encoding, prefix: credential.prefix },
			delivery,
			credential.secret,
		);
	if (credential.method === 'basic') {
		if (credential.user === '' || credential.password === '') return { ok: false, reason: 'noSecret' };
		const login = Buffer.from(`${credential.user}:${credential.password}`).toString('base64');
		return compare(delivery.headers.authorization, `Basic ${login}`);
	}
	if (header === '' || credential.headerSecret === '') return { ok: false, reason: 'noSecret' };
	return compare(delivery.headers[header], credential.headerSecret);
}

function compare(given: string | undefined, expected: string): Verdict {
	if (given === undefined || given === '') return { ok: false, reason: 'missingSignature' };
	return sameText(given, expected) ? { ok: true } : { ok: false, reason: 'badSignature' };
}
