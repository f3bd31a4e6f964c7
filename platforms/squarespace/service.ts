import { asObject, asText, type Answer } from '../../http/answer';
import { shopAddress } from '../../http/address';
import type { Service } from '../../http/client';
import { diagnoseStatus, notData } from '../../http/diagnose';
import type { Problem, ProblemKind } from '../../http/problem';

const NAME = 'Squarespace';
/** Squarespace sends no `Retry-After`: its pause is always this long (sheet, section 8). */
const COOL_DOWN_MS = 60_000;

export const service: Service = {
	name: NAME,
	credential: 'stockOutSquarespaceApi',
	secretFields: ['apiKey'],
	baseUrl: ({ environment, customHost }) =>
		environment === 'custom' ? shopAddress(asText(customHost)) : 'https://api.squarespace.com',
	// Without one every request is refused (sheet, section 2).
	headers: { 'user-agent': 'n8n-nodes-stockout' },
	// 300 a minute: what may be sent at once counts towards it (sheet, section 8).
	limits: { default: { perSecond: 4.9, burst: 5 } },
	concurrent: 4,
	diagnose(answer) {
		const { type } = asObject(answer.body);
		const known = answer.status >= 400 && asText(type) ? problemOf(answer) : undefined;
		const problem = known ?? diagnoseStatus(answer, NAME);
		if (problem?.kind === 'throttled')
			return { ...problem, retryAfterMs: problem.retryAfterMs ?? COOL_DOWN_MS };
		const isData = typeof answer.body === 'object' || answer.status === 204;
		return problem ?? (isData ? undefined : notData(answer, NAME));
	},
};

type Words = readonly [kind: ProblemKind, message: string, nextStep: string];

const GONE: Words = [
	'notFound',
	'The product was deleted in Squarespace meanwhile.',
	'Check the SKU in Squarespace > Commerce > Inventory.',
];
const NO_RIGHT =
	'Make a new API key with the permissions Inventory and Products, both Read and Write; a key cannot be changed afterwards.';

/** By subtype, where there is one (sheet, section 9). */
const SUBTYPES: Readonly<Record<string, Words>> = {
	MISSING_SCOPE: ['permission', 'The Squarespace API key lacks a permission.', NO_RIGHT],
	FORBIDDEN_RESOURCE: [
		'permission',
		'The Squarespace API key may not reach this part of the site.',
		NO_RIGHT,
	],
	OAUTH_TOKEN_REQUIRED: [
		'permission',
		'Squarespace does not let any API key do this.',
		'Report this message: this node should need nothing that an API key may not do.',
	],
	CONCURRENT_MODIFICATION: [
		'conflict',
		'The stock was changed in Squarespace at the same moment.',
		'Run the item again.',
	],
	PRODUCT_UPDATE_CONFLICT: [
		'conflict',
		'The product was changed in Squarespace at the same moment.',
		'Run the item again.',
	],
	STOCK_EXCEEDS_MAX: [
		'refused',
		'Squarespace takes no quantity as large as this.',
		'Give a smaller quantity.',
	],
	STOCK_NOT_TRACKED: [
		'refused',
		'Squarespace does not count the stock of this variant.',
		'Switch Unlimited Stock off for it in Squarespace.',
	],
	INSUFFICIENT_STOCK: [
		'conflict',
		'The stock was changed in Squarespace at the same moment.',
		'Run the item again.',
	],
	OPERATION_NOT_ALLOWED_FOR_PRODUCT_TYPE: [
		'refused',
		'Squarespace does not allow this for products of this type.',
		'Change the product in Squarespace.',
	],
	INVENTORY_ITEM_NOT_FOUND: GONE,
	PRODUCT_VARIANT_NOT_FOUND: GONE,
};

function problemOf(answer: Answer): Problem | undefined {
	const { status } = answer;
	const body = asObject(answer.body);
	const type = asText(body.type);
	const subtype = asText(body.subtype);
	const said = asText(body.message);
	const words = SUBTYPES[subtype] ?? wordsOf(status, said);
	if (!words) return undefined;
	const [kind, message, nextStep] = words;
	return { kind, message, nextStep, code: subtype || type };
}

function wordsOf(status: number, said: string): Words | undefined {
	if (status === 401)
		return [
			'login',
			'Squarespace did not accept the API key.',
			'Copy the key again, or make a new API key in Squarespace > Settings > Advanced > Developer API Keys and enter it in the credential.',
		];
	if (status === 402)
		return [
			'refused',
			'The Squarespace site has expired or is not paid for.',
			'Sign in to Squarespace and renew the site.',
		];
	if (status === 405)
		return [
			'refused',
			`Squarespace does not allow this for the product: ${said}`,
			'Change the product in Squarespace.',
		];
	if (status === 404 || (status === 400 && /not found/i.test(said))) return GONE;
	if (status === 400)
		return [
			'invalid',
			`Squarespace did not accept the request: ${said}`,
			'Look at the product in Squarespace and change it there; report this message if it is fine.',
		];
	return undefined;
}
