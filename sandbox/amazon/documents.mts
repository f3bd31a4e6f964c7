import { createHmac } from 'node:crypto';
import type { FakeAnswer, FakeRequest, World } from '../fake.mts';
import { randomText, uuid } from './answers.mts';

export interface Document {
	id: string;
	file: string;
	created: number;
	/** Announced when it was created; undefined for the documents of the platform itself. */
	contentType: string | undefined;
	content: Buffer | undefined;
	gzip: boolean;
}

const lifetime = 300_000;
const secret = 'tortuga';

/** The file store behind presigned addresses: no token there, the signature is all (amazon sheet, section 5). */
export class Documents {
	readonly #world: World;
	readonly #byId = new Map<string, Document>();
	readonly #byFile = new Map<string, Document>();

	constructor(world: World) {
		this.#world = world;
	}

	create(contentType: string | undefined, content?: Buffer): Document {
		const name = uuid(this.#world);
		const key = `T${randomText(this.#world, 13, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789')}`;
		const document: Document = {
			id: `amzn1.tortuga.4.na.${name}.${key}`,
			file: `${name}.amzn1.tortuga.4.na.${key}`,
			created: this.#world.clock.now(),
			contentType,
			content,
			gzip: content !== undefined,
		};
		this.#byId.set(document.id, document);
		this.#byFile.set(document.file, document);
		return document;
	}

	get(id: string): Document | undefined {
		const document = this.#byId.get(id);
		const age = this.#world.clock.now() - (document?.created ?? 0);
		return age <= 2 * 86_400_000 ? document : undefined;
	}

	address(document: Document, method: 'PUT' | 'GET'): string {
		const date = new Date(this.#world.clock.now()).toISOString().replace(/[-:]|\.\d+/g, '');
		const query = new URLSearchParams({
			'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
			'X-Amz-Date': date,
			'X-Amz-SignedHeaders': method === 'PUT' ? 'content-type;host' : 'host',
			'X-Amz-Expires': String(lifetime / 1000),
			'X-Amz-Credential': `AKIAQ3EGRV5XN7T2LMWD/${date.slice(0, 8)}/us-east-1/s3/aws4_request`,
			'X-Amz-Signature': signature(method, document, date),
		});
		return `${this.#world.baseUrl('amazon')}/_feeds/${document.file}?${query}`;
	}

	serve(request: FakeRequest, file: string): FakeAnswer {
		const document = this.#byFile.get(file);
		const { query, headers } = request;
		if (headers['authorization']) {
			return refusal(400, 'InvalidArgument', 'Only one auth mechanism allowed');
		}
		if (headers['x-amz-access-token']) {
			const text = 'There were headers present in the request which were not signed';
			return refusal(403, 'AccessDenied', text);
		}
		const date = query.get('X-Amz-Date') ?? '';
		const method = request.method === 'PUT' ? 'PUT' : 'GET';
		const signed = document && query.get('X-Amz-Signature') === signature(method, document, date);
		const announced = method === 'GET' || headers['content-type'] === document?.contentType;
		if (!signed || !announced || request.method !== method) {
			const text =
				'The request signature we calculated does not match the signature you provided. Check your key and signing method.';
			return refusal(403, 'SignatureDoesNotMatch', text);
		}
		const since = Date.parse(
			date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
		);
		if (this.#world.clock.now() > since + lifetime) {
			return refusal(403, 'AccessDenied', 'Request has expired');
		}
		if (method === 'PUT') {
			document.content = request.body;
			return { status: 200, body: '' };
		}
		if (!document.content) return refusal(404, 'NoSuchKey', 'The specified key does not exist.');
		const type = document.contentType ?? 'application/json';
		return { status: 200, headers: { 'content-type': type }, body: document.content };
	}
}

const signature = (method: string, { file, contentType }: Document, date: string): string =>
	createHmac('sha256', secret)
		.update(`${method}\n${file}\n${contentType ?? ''}\n${date}`)
		.digest('hex');

const refusal = (status: number, code: string, message: string): FakeAnswer => ({
	status,
	headers: { 'content-type': 'application/xml' },
	body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
});
