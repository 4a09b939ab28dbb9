// SPDX-License-Identifier: Apache-2.0
package it.docs;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The sample that a test of a [SampleCase] runs: the one of a page in which some words stand.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Shown {

    String page();

    String words();
}
