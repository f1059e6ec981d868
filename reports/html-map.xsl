<?xml version="1.0" encoding="UTF-8"?>
<!--
  The map of the page: map/world.svg with its countries filled by consent, circles by disclosures at map/centroids.xml, and lines from
  the country of the handset's user. It says nothing that the table beneath it does not say. Patterns tell what colours tell.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:svg="http://www.w3.org/2000/svg" exclude-result-prefixes="svg">

<xsl:variable name="world" select="document('map/world.svg')/svg:svg"/>
<xsl:variable name="centroids" select="document('map/centroids.xml')/centroids"/>

<!-- Fills for this picture and the timeline; their looks are in html-style.xsl. -->
<xsl:template name="patterns">
  <svg class="patterns" width="0" height="0" aria-hidden="true" focusable="false">
    <defs>
      <pattern id="p-without" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6"/><path d="M0 3h6"/></pattern>
      <pattern id="p-unknown" width="5" height="5" patternUnits="userSpaceOnUse"><rect width="5" height="5"/><circle cx="2.5" cy="2.5" r="1.1"/></pattern>
    </defs>
  </svg>
</xsl:template>

<!-- Which state of consent a picture shows for rows of sums, seen or routes: the gravest among them. -->
<xsl:template name="gravest">
  <xsl:param name="rows" select="."/>
  <xsl:choose>
    <xsl:when test="sum($rows/without) &gt; 0">without</xsl:when>
    <xsl:when test="sum($rows/unknown) &gt; 0">unknown</xsl:when>
    <xsl:otherwise>given</xsl:otherwise>
  </xsl:choose>
</xsl:template>

<!-- Newton's way, because XSLT has no root: eight steps are enough between 0 and 1. -->
<xsl:template name="root">
  <xsl:param name="of"/>
  <xsl:param name="guess" select="0.5"/>
  <xsl:param name="steps" select="8"/>
  <xsl:choose>
    <xsl:when test="$steps = 0"><xsl:value-of select="$guess"/></xsl:when>
    <xsl:otherwise>
      <xsl:call-template name="root">
        <xsl:with-param name="of" select="$of"/>
        <xsl:with-param name="guess" select="($guess + $of div $guess) div 2"/>
        <xsl:with-param name="steps" select="$steps - 1"/>
      </xsl:call-template>
    </xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:variable name="most-to-one">
  <xsl:for-each select="$countries">
    <xsl:sort select="sum(key('sums-country', concat(country, local &gt; 0))/disclosures)" data-type="number" order="descending"/>
    <xsl:if test="position() = 1"><xsl:value-of select="sum(key('sums-country', concat(country, local &gt; 0))/disclosures)"/></xsl:if>
  </xsl:for-each>
</xsl:variable>

<xsl:template name="map">
  <section id="map" aria-labelledby="h-map">
    <h2 id="h-map"><xsl:value-of select="$say[@id = 'h-map']"/></h2>
    <xsl:if test="$world and $countries[country != '']">
      <figure class="map">
        <div class="scroll" tabindex="0" role="region" aria-label="{$say[@id = 'map-title']}"><svg xmlns="http://www.w3.org/2000/svg" viewBox="{$world/@viewBox}" role="img" aria-labelledby="map-title">
          <title id="map-title"><xsl:value-of select="$say[@id = 'map-title']"/></title>
          <g class="land"><xsl:apply-templates select="$world/*" mode="map"/></g>
          <g class="routes"><xsl:for-each select="routes/row"><xsl:call-template name="route"/></xsl:for-each></g>
          <g class="circles"><xsl:call-template name="circles"/></g>
          <g class="homes"><xsl:call-template name="homes"/></g>
        </svg></div>
        <figcaption>
          <ul class="key">
            <li><i class="without"></i><xsl:value-of select="$say[@id = 'map-some-without']"/></li>
            <li><i class="unknown"></i><xsl:value-of select="$say[@id = 'map-some-unknown']"/></li>
            <li><i class="given"></i><xsl:value-of select="$say[@id = 'map-all-given']"/></li>
            <xsl:if test="handsets/row/subject_country != ''"><li><i class="home"></i><xsl:value-of select="$say[@id = 'map-user']"/></li></xsl:if>
          </ul>
          <p class="small quiet"><xsl:value-of select="$say[@id = 'map-note']"/></p>
        </figcaption>
      </figure>
    </xsl:if>
    <xsl:call-template name="consent-table"/>
  </section>
</xsl:template>

<!-- ==== land ==== -->

<xsl:template match="*" mode="map">
  <xsl:variable name="to" select="@id"/>
  <xsl:element name="{local-name()}" namespace="http://www.w3.org/2000/svg">
    <xsl:copy-of select="@*[name() != 'id']"/>
    <xsl:if test="$to and $countries[country = $to]">
      <xsl:attribute name="class">
        <xsl:for-each select="$report"><xsl:call-template name="gravest"><xsl:with-param name="rows" select="key('sums-country', concat($to, false()))"/></xsl:call-template></xsl:for-each>
      </xsl:attribute>
    </xsl:if>
    <xsl:apply-templates select="*" mode="map"/>
  </xsl:element>
</xsl:template>

<!-- ==== lines ==== -->

<xsl:template name="route">
  <xsl:variable name="from" select="$centroids/place[@id = current()/subject_country]"/>
  <xsl:variable name="to" select="$centroids/place[@id = current()/country]"/>
  <xsl:if test="$from and $to and $from/@id != $to/@id">
    <xsl:variable name="dx" select="$to/@x - $from/@x"/>
    <xsl:variable name="share"><xsl:call-template name="root"><xsl:with-param name="of" select="disclosures div $most-to-one"/></xsl:call-template></xsl:variable>
    <path xmlns="http://www.w3.org/2000/svg" stroke-width="{format-number(1 + 2.5 * $share, '0.#')}">
      <xsl:attribute name="class"><xsl:call-template name="gravest"/></xsl:attribute>
      <xsl:attribute name="d">
        <xsl:value-of select="concat('M', $from/@x, ' ', $from/@y, 'Q', format-number(($from/@x + $to/@x) div 2, '0.#'), ' ',
          format-number(($from/@y + $to/@y) div 2 - 10 - 0.28 * $dx * (2 * ($dx &gt; 0) - 1), '0.#'), ' ', $to/@x, ' ', $to/@y)"/>
      </xsl:attribute>
    </path>
  </xsl:if>
</xsl:template>

<xsl:key name="handsets-of" match="handsets/row" use="subject_country"/>

<xsl:template name="homes">
  <xsl:for-each select="handsets/row[subject_country != ''][generate-id() = generate-id(key('handsets-of', subject_country)[1])]">
    <xsl:variable name="at" select="$centroids/place[@id = current()/subject_country]"/>
    <xsl:if test="$at"><path xmlns="http://www.w3.org/2000/svg" d="M{$at/@x} {$at/@y}m0-7l7 7-7 7-7-7z"/></xsl:if>
  </xsl:for-each>
</xsl:template>

<!-- ==== circles, the small ones last: they stay above the large ones ==== -->

<xsl:template name="circles">
  <xsl:for-each select="$countries[country != '']">
    <xsl:sort select="sum(key('sums-country', concat(country, local &gt; 0))/disclosures)" data-type="number" order="descending"/>
    <xsl:sort select="country"/>
    <xsl:variable name="at" select="$centroids/place[@id = current()/country]"/>
    <xsl:variable name="rows" select="key('sums-country', concat(country, local &gt; 0))"/>
    <xsl:if test="$at">
      <xsl:call-template name="circle">
        <xsl:with-param name="at" select="$at"/>
        <xsl:with-param name="n" select="sum($rows/disclosures)"/>
        <xsl:with-param name="class"><xsl:call-template name="gravest"><xsl:with-param name="rows" select="$rows"/></xsl:call-template></xsl:with-param>
        <xsl:with-param name="named" select="position() &lt;= 4"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:for-each>
</xsl:template>

<xsl:template name="circle">
  <xsl:param name="at"/>
  <xsl:param name="n"/>
  <xsl:param name="class"/>
  <xsl:param name="named"/>
  <xsl:variable name="root"><xsl:call-template name="root"><xsl:with-param name="of" select="$n div $most-to-one"/></xsl:call-template></xsl:variable>
  <xsl:variable name="r" select="format-number(4 + 12 * $root, '0.#')"/>
  <g xmlns="http://www.w3.org/2000/svg" class="{$class}">
    <title>
      <xsl:call-template name="say">
        <xsl:with-param name="id">map-count</xsl:with-param>
        <xsl:with-param name="n" select="$n"/>
        <xsl:with-param name="with"><country xmlns=""><xsl:call-template name="country"/></country></xsl:with-param>
      </xsl:call-template>
    </title>
    <circle cx="{$at/@x}" cy="{$at/@y}" r="{$r}"/>
    <xsl:if test="$named">
      <text x="{$at/@x + $r + 4}" y="{$at/@y + 4}">
        <xsl:if test="$at/@x &gt; 840">
          <xsl:attribute name="x"><xsl:value-of select="$at/@x - $r - 4"/></xsl:attribute>
          <xsl:attribute name="text-anchor">end</xsl:attribute>
        </xsl:if>
        <xsl:call-template name="say">
          <xsl:with-param name="id">map-count</xsl:with-param>
          <xsl:with-param name="n" select="$n"/>
          <xsl:with-param name="with"><country xmlns=""><xsl:call-template name="country"/></country></xsl:with-param>
        </xsl:call-template>
      </text>
    </xsl:if>
  </g>
</xsl:template>

</xsl:stylesheet>
