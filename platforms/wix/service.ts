import type { IDataObject } from 'n8n-workflow';

import { asList, asObject, asText, type Answer } from '../../http/answer';
import type { Service } from '../../http/client';
import { diagnoseStatus, notData } from '../../http/diagnose';
import type { Problem } from '../../http/problem';
import { apiHost } from './hosts';

const NAME = 'Wix';
/** Neither rate headers nor `Retry-After` are documented (sheet, section 8). */
const THROTTLE_PAUSE_MS = 60_000;

export const service: Service = {
	name: NAME,
	credential: 'stockOutWixApi',
	secretFields: ['apiKey', 'clientSecret', 'sessionToken'],
	accountFields: ['siteId', 'instanceId'],
	baseUrl: apiHost,
	// About 200 a minute (sheet, section 8): 50 at once and 2.5 a second are never more than 200 in any minute.
	limits: { default: { perSecond: 2.5, burst: 50 } },
	concurrent: 4,
	diagnose(answer) {
		if (answer.status >= 400) return problemOf(answer) ?? diagnoseStatus(answer, NAME);
		return (
			diagnoseStatus(answer, NAME) ??
			(typeof answer.body === 'object' ? undefined : notData(answer, NAME))
		);
	},
};

/** The two catalogs refuse each other's calls; seldom without a code (sheet, sections 1 and 12). */
export const WRONG_CATALOG = new Set([
	'CATALOG_V1_SITE_CALLING_CATALOG_V3_API',
	'CATALOG_V3_SITE_CALLING_CATALOG_V1_API',
	'428',
]);

/** The stored product contradicts itself: reads and writes of it fail, and every query it is in (sheet, section 9). */
export const BROKEN_PRODUCT = new Set([
	'MISSING_VARIANT_OPTION_CHOICE',
	'VARIANTS_ARE_NOT_ALIGNED_WITH_PRODUCT',
	'INVALID_PATCH',
]);

const QUANTITY_REFUSED = new Set([
	'MAX_QUANTITY_LIMIT_REACHED',
	'INVALID_TARGET_QUANTITY',
	'INSUFFICIENT_INVENTORY',
	'REQUESTED_QUANTITY_MUST_BE_NON_NEGATIVE_DECREASING',
]);

function problemOf(answer: Answer): Problem | undefined {
	const { status } = answer;
	const body = asObject(answer.body);
	const text = asText(body.message);
	const { code, description } = asObject(asObject(body.details).applicationError);
	// The token address answers in the form of OAuth.
	if (body.error !== undefined) return noToken(asText(body.error));
	if (status === 429) return throttled(answer);
	if (status >= 500 || status === 401) return undefined;
	const known = codeProblem(asText(code), asText(description));
	if (known) return known;
	if (status === 403) return noRight(asText(description) || text);
	if (status === 428) return /revision/i.test(text) ? conflict('428') : wrongCatalog('428');
	const [violation] = asList(asObject(asObject(body.details).validationError).fieldViolations);
	if (status === 400 && (violation || text)) return invalid(violation, text);
	return undefined;
}

function throttled(answer: Answer): Problem | undefined {
	const problem = diagnoseStatus(answer, NAME);
	return problem && { ...problem, retryAfterMs: problem.retryAfterMs ?? THROTTLE_PAUSE_MS };
}

/** A failed row of a bulk answer with status 200 (sheet, section 5). */
export function itemProblem(error: IDataObject): Problem {
	const code = asText(error.code);
	const description = asText(error.description);
	return (
		codeProblem(code, description) ?? {
			kind: 'refused',
			message: `Wix refused the change: ${description || code || 'no reason was given'}.`,
			nextStep: 'Look at the product in the Wix dashboard and change it there.',
			...(code ? { code } : {}),
		}
	);
}

function codeProblem(code: string, description: string): Problem | undefined {
	if (WRONG_CATALOG.has(code)) return wrongCatalog(code);
	if (code === 'CATALOG_V3_SITE_PROVISIONING')
		return {
			kind: 'unavailable',
			message: 'Wix is just moving this site to its new catalog, so it could not answer.',
			nextStep: 'Run the item again in a few minutes.',
			code,
		};
	if (code === 'MISSING_METASITE_ID')
		return {
			kind: 'login',
			message: 'Wix does not know which site is meant.',
			nextStep:
				"Enter the site ID in the credential; it stands in the dashboard's address after '/dashboard/'.",
			code,
		};
	if (BROKEN_PRODUCT.has(code))
		return {
			kind: 'refused',
			message:
				'The options and variants of this product contradict each other at Wix, so Wix takes no change of it.',
			nextStep: 'Open the product in the Wix dashboard, correct its options and save it.',
			code,
		};
	if (code === 'PRE_ORDER_VALIDATION')
		return {
			kind: 'refused',
			message: 'Wix refused the change because of the pre-order settings of this product.',
			nextStep: 'Look at Pre-order in the product settings of the Wix dashboard.',
			code,
		};
	if (code === 'INVENTORY_QUANTITY_NOT_TRACKED') return conflict(code);
	if (QUANTITY_REFUSED.has(code))
		return {
			kind: 'refused',
			message: `Wix does not take this quantity: ${description || code}.`,
			nextStep: 'Give a whole number up to 99,999.',
			code,
		};
	if (/NOT_FOUND/.test(code))
		return {
			kind: 'notFound',
			message: 'The product or variant was deleted in Wix meanwhile.',
			nextStep: 'Check the SKU in the Wix dashboard.',
			code,
		};
	// The code of a stale revision is not documented (sheet, sections 4 and 13).
	if (
		/REVISION|ABORTED|CONFLICT/i.test(code) ||
		/revision|already (been )?(updated|changed)/i.test(description)
	)
		return conflict(code);
	return undefined;
}

const conflict = (code: string): Problem => ({
	kind: 'conflict',
	message: 'A customer or another tool kept changing this product in Wix while it was being set.',
	nextStep: 'Run the item again.',
	...(code ? { code } : {}),
});

const wrongCatalog = (code: string): Problem => ({
	kind: 'conflict',
	message: 'Wix moved this site to its other catalog in the meantime.',
	nextStep: 'Run the item again.',
	code,
});

const noToken = (code: string): Problem => ({
	kind: 'login',
	message: 'Wix gave no token for this app ID, secret key and instance ID.',
	nextStep: 'Check all three in the credential, and that the app is still installed on the site.',
	code,
});

/** The body may be empty and does not say which right is missing (sheet, section 9). */
const noRight = (text: string): Problem => ({
	kind: 'permission',
	message: `The Wix key or app may not do this on this site${text ? `: ${text}` : '.'}`,
	nextStep:
		'Check the site ID in the credential, and give the key or app the permissions to manage products and inventory of Wix Stores.',
});

const invalid = (violation: IDataObject | undefined, text: string): Problem => ({
	kind: 'invalid',
	message: `Wix did not accept the request: ${violation ? `${asText(violation.field)} ${asText(violation.description)}` : text}`,
	nextStep: 'Look at the product in the Wix dashboard; report this message if it is fine.',
	...(violation ? { code: asText(violation.violatedRule) } : {}),
});
