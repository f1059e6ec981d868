<?xml version="1.0" encoding="UTF-8"?>
<!-- The findings of the page, each with its evidence folded beneath, and the form with which the script filters and sorts them. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:set="http://xmlsoft.org/XSLT/namespace"
    exclude-result-prefixes="set">

<xsl:template name="findings">
  <section id="findings" aria-labelledby="h-findings">
    <h2 id="h-findings"><xsl:value-of select="$say[@id = 'h-findings']"/></h2>
    <p class="quiet"><xsl:value-of select="$say[@id = 'findings-note']"/></p>
    <xsl:if test="count(findings/row | transfer_findings/row) &gt; 3"><xsl:call-template name="filter"/></xsl:if>
    <ol class="findings">
      <xsl:for-each select="findings/row | transfer_findings/row">
        <xsl:sort select="rank" data-type="number" order="descending"/>
        <xsl:sort select="first"/>
        <xsl:call-template name="finding"/>
      </xsl:for-each>
    </ol>
    <p>
      <xsl:call-template name="rest-of-findings"/>
      <xsl:if test="@csv and $answer/disclosures &gt; 0">
        <xsl:value-of select="$words/@space"/>
        <a href="{@csv}"><xsl:value-of select="$say[@id = 'csv-link']"/></a>
      </xsl:if>
    </p>
  </section>
</xsl:template>

<xsl:template name="finding">
  <li class="finding {verdict}" data-verdict="{verdict}" data-consent="{consent}" data-country="{country}" data-first="{first}">
    <xsl:if test="apps != ''"><xsl:attribute name="data-app"><xsl:value-of select="apps"/></xsl:attribute></xsl:if>
    <div class="head">
      <h3><xsl:call-template name="finding-title"/></h3>
      <span class="badge {verdict}"><xsl:call-template name="verdict-title"/><xsl:if test="severity != ''"> · <xsl:call-template name="severity"/></xsl:if></span>
    </div>
    <p><xsl:call-template name="finding-paragraph"/></p>
    <details>
      <summary>
        <xsl:call-template name="say">
          <xsl:with-param name="id"><xsl:choose><xsl:when test="frame != ''">evidence<xsl:call-template name="of-entry"/></xsl:when><xsl:otherwise>evidence-short</xsl:otherwise></xsl:choose></xsl:with-param>
          <xsl:with-param name="with"><frame><xsl:value-of select="frame"/></frame><capture><xsl:value-of select="capture"/></capture></xsl:with-param>
        </xsl:call-template>
      </summary>
      <xsl:call-template name="evidence"/>
    </details>
  </li>
</xsl:template>

<!-- As finding-sentence, with the judge's own words marked for what they are. -->
<xsl:template name="finding-paragraph">
  <xsl:variable name="reason"><xsl:call-template name="finding-reason"/></xsl:variable>
  <xsl:call-template name="finding-fact"/>
  <xsl:value-of select="$words/@space"/>
  <xsl:call-template name="finding-rule-words"/>
  <xsl:if test="$reason != ''">
    <xsl:text> </xsl:text>
    <xsl:call-template name="as-written"><xsl:with-param name="text" select="string($reason)"/></xsl:call-template>
  </xsl:if>
  <xsl:text> </xsl:text>
  <xsl:call-template name="finding-sure"/>
</xsl:template>

<!-- ==== the form, which only a script can use and only a script shows ==== -->

<xsl:key name="by-country" match="findings/row | transfer_findings/row" use="string(country)"/>

<!-- An app an element, of a list "a,b". -->
<xsl:template name="apps-apart">
  <xsl:param name="list"/>
  <app><xsl:value-of select="substring-before(concat($list, ','), ',')"/></app>
  <xsl:if test="contains($list, ',')"><xsl:call-template name="apps-apart"><xsl:with-param name="list" select="substring-after($list, ',')"/></xsl:call-template></xsl:if>
</xsl:template>

<xsl:template name="filter">
  <form id="filter" class="filter" hidden="hidden">
    <label><span><xsl:value-of select="$say[@id = 'filter-words']"/></span><input type="search" name="words" autocomplete="off"/></label>
    <label>
      <span><xsl:value-of select="$say[@id = 'verdict']"/></span>
      <select name="verdict">
        <option value=""><xsl:value-of select="$say[@id = 'all']"/></option>
        <xsl:for-each select="$words/verdict[@id = $report/findings/row/verdict or @id = $report/transfer_findings/row/verdict]"><option value="{@id}"><xsl:value-of select="@title"/></option></xsl:for-each>
      </select>
    </label>
    <label>
      <span><xsl:value-of select="$say[@id = 'consent']"/></span>
      <select name="consent">
        <option value=""><xsl:value-of select="$say[@id = 'all']"/></option>
        <xsl:for-each select="$words/consent[@id = $report/findings/row/consent or @id = $report/transfer_findings/row/consent]"><option value="{@id}"><xsl:value-of select="@title"/></option></xsl:for-each>
      </select>
    </label>
    <label>
      <span><xsl:value-of select="$say[@id = 'country']"/></span>
      <select name="country">
        <option value=""><xsl:value-of select="$say[@id = 'all']"/></option>
        <xsl:for-each select="(findings/row | transfer_findings/row)[country != ''][generate-id() = generate-id(key('by-country', string(country))[1])]">
          <xsl:sort select="country"/>
          <option value="{country}"><xsl:call-template name="country"><xsl:with-param name="local" select="false()"/></xsl:call-template></option>
        </xsl:for-each>
      </select>
    </label>
    <xsl:variable name="apps"><xsl:for-each select="(findings/row | transfer_findings/row)[apps != '']"><xsl:call-template name="apps-apart"><xsl:with-param name="list" select="apps"/></xsl:call-template></xsl:for-each></xsl:variable>
    <xsl:if test="$apps != ''">
      <label>
        <span><xsl:value-of select="$say[@id = 'app']"/></span>
        <select name="app">
          <option value=""><xsl:value-of select="$say[@id = 'all']"/></option>
          <xsl:for-each select="set:node-set($apps)/app[not(. = preceding-sibling::app)]">
            <xsl:sort select="."/>
            <option value="{.}"><xsl:value-of select="."/></option>
          </xsl:for-each>
        </select>
      </label>
    </xsl:if>
    <label>
      <span><xsl:value-of select="$say[@id = 'filter-sort']"/></span>
      <select name="sort">
        <option value="worst"><xsl:value-of select="$say[@id = 'sort-worst']"/></option>
        <option value="first"><xsl:value-of select="$say[@id = 'sort-first']"/></option>
        <option value="title"><xsl:value-of select="$say[@id = 'sort-title']"/></option>
      </select>
    </label>
    <output role="status" data-say="{$say[@id = 'filter-shown']}"></output>
  </form>
</xsl:template>

<!-- ==== the evidence ==== -->

<!-- One line of the evidence, left out where there is nothing to say. -->
<xsl:template name="line">
  <xsl:param name="name"/>
  <xsl:param name="text"/>
  <xsl:param name="grade"/>
  <xsl:if test="$text != ''">
    <dt><xsl:value-of select="$say[@id = $name]"/></dt>
    <dd><xsl:call-template name="graded"><xsl:with-param name="what" select="$text"/><xsl:with-param name="grade" select="$grade"/></xsl:call-template></dd>
  </xsl:if>
</xsl:template>

<xsl:template name="evidence-where">
  <xsl:if test="frame != '' and not(unit = 'entry')">
    <dt><xsl:value-of select="$say[@id = 'in-wireshark']"/></dt>
    <dd><code><xsl:call-template name="filter-frame"/></code></dd>
  </xsl:if>
  <xsl:if test="client_ip != ''">
    <dt><xsl:value-of select="$say[@id = 'whole-conversation']"/></dt>
    <dd><code><xsl:call-template name="filter-flow"/></code></dd>
  </xsl:if>
  <xsl:if test="capture != ''">
    <dt><xsl:value-of select="$say[@id = 'capture']"/></dt>
    <dd><xsl:value-of select="capture"/><xsl:if test="sha256 != ''">, SHA-256 <code><xsl:value-of select="sha256"/></code></xsl:if></dd>
  </xsl:if>
  <xsl:if test="path != ''">
    <dt><xsl:value-of select="$say[@id = 'found-at']"/></dt>
    <dd>
      <code><xsl:value-of select="path"/></code>
      <xsl:if test="offset != ''">
        <xsl:call-template name="say">
          <xsl:with-param name="id">found-where</xsl:with-param>
          <xsl:with-param name="with"><offset><xsl:value-of select="offset"/></offset><bytes><xsl:call-template name="count"><xsl:with-param name="id">bytes</xsl:with-param><xsl:with-param name="n" select="length"/></xsl:call-template></bytes></xsl:with-param>
        </xsl:call-template>
      </xsl:if>
    </dd>
  </xsl:if>
</xsl:template>

<xsl:template name="evidence">
  <dl>
    <xsl:call-template name="evidence-where"/>
    <xsl:if test="apps != ''"><dt><xsl:value-of select="$say[@id = 'app']"/></dt><dd><xsl:call-template name="finding-apps"/></dd></xsl:if>
    <xsl:call-template name="line"><xsl:with-param name="name">protocol</xsl:with-param><xsl:with-param name="text" select="protocol"/></xsl:call-template>
    <xsl:call-template name="line"><xsl:with-param name="name">name-known-by</xsl:with-param><xsl:with-param name="text" select="host_source"/></xsl:call-template>
    <xsl:call-template name="line"><xsl:with-param name="name">after-step</xsl:with-param><xsl:with-param name="text" select="step"/></xsl:call-template>
    <xsl:call-template name="line"><xsl:with-param name="name">country</xsl:with-param><xsl:with-param name="text" select="country_evidence"/><xsl:with-param name="grade" select="country_grade"/></xsl:call-template>
    <xsl:call-template name="line"><xsl:with-param name="name">operator</xsl:with-param><xsl:with-param name="text" select="operator_evidence"/><xsl:with-param name="grade" select="operator_grade"/></xsl:call-template>
    <xsl:call-template name="line"><xsl:with-param name="name">region</xsl:with-param><xsl:with-param name="text" select="region_evidence"/><xsl:with-param name="grade" select="region_grade"/></xsl:call-template>
    <xsl:call-template name="line"><xsl:with-param name="name">consent</xsl:with-param><xsl:with-param name="text" select="consent_reason"/></xsl:call-template>
    <xsl:if test="clauses != ''">
      <dt><xsl:value-of select="$say[@id = 'clauses']"/></dt>
      <dd><ul><xsl:call-template name="lines"><xsl:with-param name="text" select="clauses"/></xsl:call-template></ul></dd>
    </xsl:if>
    <xsl:if test="rule != ''">
      <dt><xsl:value-of select="$say[@id = 'rule']"/></dt>
      <dd>
        <xsl:choose>
          <xsl:when test="$report/rules/row[rule = current()/rule]"><a href="#rule-{rule}"><xsl:value-of select="rule_title"/></a></xsl:when>
          <xsl:otherwise><xsl:value-of select="rule_title"/></xsl:otherwise>
        </xsl:choose>
      </dd>
    </xsl:if>
  </dl>
</xsl:template>

<xsl:template name="lines">
  <xsl:param name="text"/>
  <xsl:variable name="first" select="substring-before(concat($text, '&#10;'), '&#10;')"/>
  <xsl:if test="$first != ''"><li><xsl:call-template name="as-written"><xsl:with-param name="text" select="$first"/></xsl:call-template></li></xsl:if>
  <xsl:if test="contains($text, '&#10;')">
    <xsl:call-template name="lines"><xsl:with-param name="text" select="substring-after($text, '&#10;')"/></xsl:call-template>
  </xsl:if>
</xsl:template>

</xsl:stylesheet>
