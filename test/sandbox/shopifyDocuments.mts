/** The documents of the fact sheet. */
export const setQuantities = `mutation($input:InventorySetQuantitiesInput!,$k:String!){inventorySetQuantities(input:$input) @idempotent(key:$k){inventoryAdjustmentGroup{id createdAt changes{name delta item{id} location{id}}} userErrors{field message code}}}`;
export const findBySku = `query($q:String!,$n:Int!,$after:String){productVariants(first:$n,after:$after,query:$q){
	nodes{id sku inventoryQuantity inventoryPolicy availableForSale
		inventoryItem{id tracked duplicateSkuCount
			inventoryLevels(first:20){nodes{location{id name isActive} quantities(names:["available","on_hand","committed"]){name quantity}} pageInfo{hasNextPage endCursor}}}
		product{id status}} pageInfo{hasNextPage endCursor}}}`;
