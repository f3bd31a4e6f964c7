import { asObject, asText, type Answer } from '../../http/answer';
import { shopAddress } from '../../http/address';
import type { Service } from '../../http/client';
import { diagnoseStatus, notData } from '../../http/diagnose';
import type { Problem, ProblemKind } from '../../http/problem';

const NAME = 'WooCommerce';

export const service: Service = {
	name: NAME,
	credential: 'stockOutWooCommerceApi',
	secretFields: ['consumerKey', 'consumerSecret'],
	baseUrl: ({ url }) => `${shopAddress(asText(url))}/wp-json/wc/v3`,
	// The core has no limit; shared hosts stumble over more than two at once (sheet, section 8).
	limits: {},
	concurrent: 2,
	// Keys don't run out: a refused one is not sent once more.
	renewOn: [],
	diagnose(answer) {
		const said = asObject(answer.body);
		const code = asText(said.code);
		if (answer.status >= 400 && code) return problemOfCode(answer, code, asText(said.message));
		return (
			diagnoseStatus(answer, NAME) ??
			(typeof answer.body === 'object' ? undefined : notData(answer, NAME))
		);
	},
};

function problemOfCode(answer: Answer, code: string, message: string): Problem | undefined {
	const { status } = answer;
	if (
		status === 401 &&
		code === 'woocommerce_rest_authentication_error' &&
		/permission/i.test(message)
	)
		return {
			kind: 'permission',
			message: `The WooCommerce key is not allowed to do this: ${message}`,
			nextStep:
				'Make a key with Read/Write permission in WooCommerce > Settings > Advanced > REST API.',
			code,
		};
	if (status === 401)
		return {
			kind: 'login',
			// A mistyped key reads like missing rights (sheet, section 9), so both causes are named.
			message:
				'WooCommerce did not accept the key: it is unknown or mistyped, the server dropped the login header, or the shop does not see the connection as https.',
			nextStep:
				"Check both parts of the key in the credential; if they are right, turn on 'Send Key in Query' there.",
			code,
		};
	if (status === 403)
		return {
			kind: 'permission',
			message: 'The WordPress user behind the key may not edit products.',
			nextStep: 'Make the key for a user with the role Shop Manager or Administrator.',
			code,
		};
	if (code === 'rest_no_route')
		return {
			kind: 'invalid',
			message: 'There is no WooCommerce at this address, or it is switched off.',
			nextStep:
				"Check the shop address in the credential, sub-folder included; without pretty permalinks add '/index.php' to it.",
			code,
		};
	if (status >= 500 || status === 429) return diagnoseStatus(answer, NAME);
	return rowProblem(code, message);
}

const KINDS: Readonly<Record<string, ProblemKind>> = {
	woocommerce_rest_product_invalid_id: 'notFound',
	woocommerce_rest_invalid_product_id: 'notFound',
	woocommerce_rest_product_variation_invalid_id: 'notFound',
	woocommerce_rest_shop_webhook_invalid_id: 'notFound',
	product_invalid_sku: 'refused',
	product_external_invalid_manage_stock: 'refused',
};

/** A row's error inside an answer with status 200, or the body of a 4xx (sheet, sections 5 and 9). */
export function rowProblem(code: string, message: string): Problem {
	if (code === 'woocommerce_rest_shop_webhook_invalid_delivery_url')
		return {
			kind: 'refused',
			message: `WooCommerce did not take the address of n8n for its webhook: ${message}`,
			nextStep: 'Put n8n behind a public https address and set it as WEBHOOK_URL of n8n.',
			code,
		};
	const kind = KINDS[code] ?? 'invalid';
	return {
		kind,
		message: `WooCommerce refused the change: ${message.replace(/&lt;/g, '<').replace(/&gt;/g, '>')}`,
		nextStep:
			kind === 'notFound'
				? 'The product was deleted or moved meanwhile; run the item again.'
				: 'Look at the product in WooCommerce and change it there.',
		code,
	};
}
