/**
 * Amazon Bedrock: its Converse API, in Amazon's event stream encoding, with a bearer key or with
 * requests signed by AWS Signature Version 4.
 */
@NullMarked
package dev.sluice.provider.bedrock;

import org.jspecify.annotations.NullMarked;
