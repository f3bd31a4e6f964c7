import {
	sameText,
	verifySignature,
	type Delivery,
	type SignatureScheme,
	type Verdict,
} from './signature';

/**
 * How any other system proves that a call is its own (credential Stock-Out Webhook API). n8n leaves out the fields that the chosen
 * method hides.
 */
export type SharedSecret =
	| { method: 'header'; headerName: string; headerSecret: string }
	| {
			method: 'hmac';
			headerName: string;
			algorithm: SignatureScheme['algorithm'];
			encoding: SignatureScheme['encoding'];
			prefix: string;
			secret: string;
	  }
	| { method: 'basic'; user: string; password: string };

/** Fails closed like `verifySignature`. */
export function verifySharedSecret(credential: SharedSecret, delivery: Delivery): Verdict {
	if (credential.method === 'basic') {
		if (credential.user.trim() === '' || credential.password.trim() === '')
			return { ok: false, reason: 'noSecret' };
		const login = Buffer.from(`${credential.user}:${credential.password}`).toString('base64');
		// The scheme may come in any case (RFC 7617, section 2), the login itself may not.
		return compare(delivery.headers.authorization?.replace(/^basic /i, 'Basic '), `Basic ${login}`);
	}
	const header = credential.headerName.trim().toLowerCase();
	if (credential.method === 'hmac') {
		const { algorithm, encoding, prefix, secret } = credential;
		return verifySignature({ header, algorithm, encoding, prefix }, delivery, secret);
	}
	if (header === '' || credential.headerSecret.trim() === '')
		return { ok: false, reason: 'noSecret' };
	return compare(delivery.headers[header], credential.headerSecret);
}

function compare(given: string | undefined, expected: string): Verdict {
	if (given === undefined || given === '') return { ok: false, reason: 'missingSignature' };
	return sameText(given, expected) ? { ok: true } : { ok: false, reason: 'badSignature' };
}
