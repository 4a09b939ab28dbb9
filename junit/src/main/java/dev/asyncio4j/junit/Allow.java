// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What tests may leave undone without failing for it.
///
/// The annotation on the method counts before that on the class: `@Allow({})` allows nothing.
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
public @interface Allow {

    /// What is allowed.
    Neglect[] value();
}
