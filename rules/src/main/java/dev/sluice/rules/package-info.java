/** The rules of the architecture that hold in every module; each module's tests add its own. */
@NullMarked
package dev.sluice.rules;

import org.jspecify.annotations.NullMarked;
