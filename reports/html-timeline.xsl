<?xml version="1.0" encoding="UTF-8"?>
<!--
  The timeline of the page: a picture of all steps, acts of consent and what was first seen between them, in their order and not to the
  scale of time (an audit may be of two afternoons a year apart), and the list that says the same in words.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:set="http://xmlsoft.org/XSLT/namespace"
    exclude-result-prefixes="set">

<!-- Of a column of the picture; where the line runs; how high a bar may be. -->
<xsl:variable name="column" select="26"/>
<xsl:variable name="ground" select="150"/>
<xsl:variable name="bar-height" select="120"/>

<xsl:template name="timeline">
  <xsl:variable name="entries">
    <xsl:for-each select="timeline/row | seen/row">
      <xsl:sort select="concat(at, first)"/>
      <entry day="{substring(concat(at, first), 1, 10)}" type="{type}" n="{disclosures}" without="{without}" unknown="{unknown}"/>
    </xsl:for-each>
  </xsl:variable>
  <section id="timeline" aria-labelledby="h-timeline">
    <h2 id="h-timeline"><xsl:value-of select="$say[@id = 'h-timeline']"/></h2>
    <p class="quiet"><xsl:value-of select="$say[@id = 'timeline-note']"/></p>
    <xsl:if test="seen/row and timeline/row">
      <xsl:call-template name="timeline-picture"><xsl:with-param name="entries" select="set:node-set($entries)/entry"/></xsl:call-template>
    </xsl:if>
    <ol class="timeline">
      <xsl:for-each select="timeline/row | seen/row">
        <xsl:sort select="concat(at, first)"/>
        <li>
          <xsl:attribute name="class">
            <xsl:choose><xsl:when test="type"><xsl:value-of select="type"/></xsl:when><xsl:otherwise>seen <xsl:call-template name="gravest"/></xsl:otherwise></xsl:choose>
          </xsl:attribute>
          <time datetime="{concat(at, first)}"><xsl:call-template name="time"><xsl:with-param name="at" select="concat(at, first)"/></xsl:call-template></time>
          <span><xsl:call-template name="event-sentence"/></span>
        </li>
      </xsl:for-each>
    </ol>
  </section>
</xsl:template>

<xsl:template name="timeline-picture">
  <xsl:param name="entries"/>
  <xsl:variable name="most">
    <xsl:for-each select="$entries"><xsl:sort select="@n" data-type="number" order="descending"/><xsl:if test="position() = 1"><xsl:value-of select="@n"/></xsl:if></xsl:for-each>
  </xsl:variable>
  <figure class="moments">
    <div class="scroll" tabindex="0" role="region" aria-label="{$say[@id = 'timeline-title']}">
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {$column * (count($entries) + 1)} 200" role="img" aria-labelledby="moments-title" style="min-width: {count($entries) * 0.75}rem; max-width: {count($entries) * 3}rem">
        <title id="moments-title"><xsl:value-of select="concat($say[@id = 'timeline-title'], '. ', $say[@id = 'timeline-scale'])"/></title>
        <path class="ground" d="M0 {$ground}h{$column * (count($entries) + 1)}"/>
        <xsl:for-each select="$entries">
          <xsl:variable name="x" select="$column * position()"/>
          <xsl:if test="not(preceding-sibling::*) or @day != preceding-sibling::*[1]/@day"><xsl:call-template name="day"><xsl:with-param name="x" select="$x"/></xsl:call-template></xsl:if>
          <xsl:choose>
            <xsl:when test="@type = 'step'"><circle class="step" cx="{$x}" cy="{$ground}" r="6"/></xsl:when>
            <xsl:when test="@type = 'consent'"><path class="consent" d="M{$x} {$ground - 9}l9 9-9 9-9-9z"/></xsl:when>
            <xsl:otherwise><xsl:call-template name="moment-bar"><xsl:with-param name="x" select="$x"/><xsl:with-param name="most" select="$most"/></xsl:call-template></xsl:otherwise>
          </xsl:choose>
        </xsl:for-each>
      </svg>
    </div>
    <figcaption>
      <ul class="key">
        <li><i class="step"></i><xsl:value-of select="$say[@id = 'mark-step']"/></li>
        <li><i class="consent"></i><xsl:value-of select="$say[@id = 'mark-consent']"/></li>
        <li><i class="without"></i><xsl:value-of select="$say[@id = 'without-consent']"/></li>
        <li><i class="unknown"></i><xsl:value-of select="$words/consent[@id = 'unknown']/@title"/></li>
        <li><i class="given"></i><xsl:value-of select="$say[@id = 'with-consent']"/></li>
      </ul>
      <p class="small quiet"><xsl:value-of select="$say[@id = 'timeline-scale']"/></p>
    </figcaption>
  </figure>
</xsl:template>

<!-- A line where a day begins. Its date is written where there is room for it before the next. -->
<xsl:template name="day">
  <xsl:param name="x"/>
  <path xmlns="http://www.w3.org/2000/svg" class="day" d="M{$x - $column div 2} 20v160"/>
  <xsl:if test="not(following-sibling::*[position() &lt;= 3][@day != current()/@day])">
    <text xmlns="http://www.w3.org/2000/svg" class="date" x="{$x - $column div 2 + 4}" y="{$ground + 34}"><xsl:call-template name="date"><xsl:with-param name="at" select="@day"/></xsl:call-template></text>
  </xsl:if>
</xsl:template>

<!-- From the ground up: without consent, not recorded, with consent. -->
<xsl:template name="moment-bar">
  <xsl:param name="x"/>
  <xsl:param name="most"/>
  <xsl:variable name="unit" select="$bar-height div $most"/>
  <xsl:variable name="top" select="$ground - @n * $unit"/>
  <xsl:variable name="left" select="$x - $column * 0.4"/>
  <g xmlns="http://www.w3.org/2000/svg">
    <xsl:call-template name="bar-piece"><xsl:with-param name="class">given</xsl:with-param><xsl:with-param name="left" select="$left"/><xsl:with-param name="top" select="$top"/><xsl:with-param name="height" select="(@n - @without - @unknown) * $unit"/></xsl:call-template>
    <xsl:call-template name="bar-piece"><xsl:with-param name="class">unknown</xsl:with-param><xsl:with-param name="left" select="$left"/><xsl:with-param name="top" select="$ground - (@without + @unknown) * $unit"/><xsl:with-param name="height" select="@unknown * $unit"/></xsl:call-template>
    <xsl:call-template name="bar-piece"><xsl:with-param name="class">without</xsl:with-param><xsl:with-param name="left" select="$left"/><xsl:with-param name="top" select="$ground - @without * $unit"/><xsl:with-param name="height" select="@without * $unit"/></xsl:call-template>
    <text class="n" x="{$x}" y="{format-number($top - 6, '0.#')}" text-anchor="middle"><xsl:call-template name="number"><xsl:with-param name="n" select="@n"/></xsl:call-template></text>
  </g>
</xsl:template>

<xsl:template name="bar-piece">
  <xsl:param name="class"/>
  <xsl:param name="left"/>
  <xsl:param name="top"/>
  <xsl:param name="height"/>
  <xsl:if test="$height &gt; 0">
    <rect xmlns="http://www.w3.org/2000/svg" class="{$class}" x="{format-number($left, '0.#')}" y="{format-number($top, '0.##')}" width="{format-number($column * 0.8, '0.#')}" height="{format-number($height, '0.##')}"/>
  </xsl:if>
</xsl:template>

</xsl:stylesheet>
