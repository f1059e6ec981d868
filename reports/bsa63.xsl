<?xml version="1.0" encoding="UTF-8"?>
<!--
  A sheet for the certificate of section 63(4)(c) of India's Bharatiya Sakshya Adhiniyam, 2023: what this program knows is filled in, the rest
  is a line to write on. It is not the certificate: its words are those of the Schedule to the Act. Made by format bsa63.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

<xsl:output method="html" encoding="UTF-8" indent="no" doctype-system="about:legacy-compat"/>

<xsl:variable name="made" select="/report/made/row"/>

<xsl:template match="/report">
  <html lang="en">
    <head>
      <meta charset="utf-8"/>
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <title>Sheet for the certificate of section 63(4), BSA 2023</title>
      <style><xsl:call-template name="style"/></style>
    </head>
    <body>
      <main>
        <h1>Sheet for the certificate of section 63(4)(c)</h1>
        <p>Bharatiya Sakshya Adhiniyam, 2023 (India). Filled in by <xsl:value-of select="@tool"/> on
          <xsl:value-of select="$made/date_ist"/> at <xsl:value-of select="$made/time_ist"/> IST<xsl:if test="@database"> from
          <xsl:value-of select="@database"/></xsl:if>.</p>
        <p class="note">This sheet is a help, not the certificate and no legal advice. Carry its entries into the form in the Schedule to the Act and
          compare the form in force. Numbers of devices are masked: write them in full by hand. Whoever signs answers for every entry.</p>
        <xsl:call-template name="part-a"/>
        <xsl:call-template name="part-b"/>
        <xsl:call-template name="hash-report"/>
      </main>
    </body>
  </html>
</xsl:template>

<xsl:template name="part-a">
  <section>
    <h2>Part A: the party who produces the record</h2>
    <xsl:call-template name="person"><xsl:with-param name="who" select="'Name'"/></xsl:call-template>
    <xsl:call-template name="devices"/>
    <h3>Control of the device, and whether it worked</h3>
    <xsl:call-template name="tick"><xsl:with-param name="words" select="'owned|maintained|managed|operated by the signer'"/></xsl:call-template>
    <dl>
      <dt>Lawful control and regular use, from – to</dt><dd><xsl:call-template name="blank"/></dd>
      <dt>Worked properly? If not, when, and why the record is right even so</dt><dd><xsl:call-template name="blank"/><xsl:call-template name="blank"/></dd>
    </dl>
    <xsl:call-template name="losses"/>
    <xsl:call-template name="hashes"/>
    <xsl:call-template name="signature"><xsl:with-param name="who" select="'Name and signature'"/></xsl:call-template>
  </section>
</xsl:template>

<xsl:template name="part-b">
  <section>
    <h2>Part B: the expert</h2>
    <xsl:call-template name="person"><xsl:with-param name="who" select="'Name and designation'"/></xsl:call-template>
    <xsl:call-template name="devices"/>
    <h3>How the record was examined</h3>
    <dl>
      <dt>Program</dt><dd><xsl:call-template name="known"><xsl:with-param name="text" select="$made/tool"/></xsl:call-template></dd>
      <dt>Rules, SHA-256</dt><dd class="hash"><xsl:call-template name="known"><xsl:with-param name="text" select="$made/rules_sha256"/></xsl:call-template></dd>
      <dt>Case file, SHA-256</dt><dd class="hash"><xsl:call-template name="known"><xsl:with-param name="text" select="$made/case_sha256"/></xsl:call-template></dd>
      <dt>Database, SHA-256</dt><dd class="hash"><xsl:call-template name="known"><xsl:with-param name="text" select="@sha256"/></xsl:call-template></dd>
      <dt>Custody chain, entry and head</dt>
      <dd class="hash"><xsl:value-of select="$made/custody_number"/><xsl:text> </xsl:text><xsl:value-of select="$made/custody_head"/></dd>
      <dt>Clock of the captures right within</dt>
      <dd><xsl:choose>
        <xsl:when test="$made/clock_uncertainty &gt; 0"><xsl:value-of select="$made/clock_uncertainty"/> s, as the case says</xsl:when>
        <xsl:otherwise><xsl:call-template name="blank"/></xsl:otherwise>
      </xsl:choose></dd>
    </dl>
    <xsl:call-template name="hashes"/>
    <xsl:call-template name="signature"><xsl:with-param name="who" select="'Name, designation and signature'"/></xsl:call-template>
  </section>
</xsl:template>

<!-- What is to be enclosed with both parts. -->
<xsl:template name="hash-report">
  <section>
    <h2>Hash report, to be enclosed</h2>
    <table>
      <thead><tr><th>Record</th><th>Size in bytes</th><th>From – to (IST)</th><th>SHA-256</th></tr></thead>
      <tbody>
        <xsl:for-each select="captures/row">
          <tr>
            <td><xsl:call-template name="record"/></td>
            <td><xsl:value-of select="size"/></td>
            <td><xsl:value-of select="first_ist"/> – <xsl:value-of select="last_ist"/></td>
            <td class="hash"><xsl:call-template name="known"><xsl:with-param name="text" select="sha256"/></xsl:call-template></td>
          </tr>
        </xsl:for-each>
      </tbody>
    </table>
    <p>To compute them again: <code>sha256sum FILE</code>. Times are those of the first and the last packet, by the clock of the machine that captured them.</p>
  </section>
</xsl:template>

<xsl:template name="person">
  <xsl:param name="who"/>
  <dl>
    <dt><xsl:value-of select="$who"/></dt><dd><xsl:call-template name="blank"/></dd>
    <dt>Son, daughter or spouse of</dt><dd><xsl:call-template name="blank"/></dd>
    <dt>Residing or employed at</dt><dd><xsl:call-template name="blank"/></dd>
  </dl>
</xsl:template>

<xsl:template name="devices">
  <h3>The source of the record</h3>
  <xsl:call-template name="tick">
    <xsl:with-param name="words" select="'computer or storage medium|DVR|mobile|flash drive|CD or DVD|server|cloud|other'"/>
  </xsl:call-template>
  <p>The records are captures of the network traffic of:</p>
  <xsl:for-each select="devices/row">
    <dl>
      <dt>Make and model</dt><dd><xsl:call-template name="known"><xsl:with-param name="text" select="model"/></xsl:call-template>
        <xsl:if test="rom_build != ''">, firmware <xsl:value-of select="rom_build"/></xsl:if> (<xsl:value-of select="handset"/>)</dd>
      <dt>Colour</dt><dd><xsl:call-template name="blank"/></dd>
      <dt>Serial number</dt><dd><xsl:call-template name="masked"><xsl:with-param name="text" select="serial"/></xsl:call-template></dd>
      <dt>IMEI</dt><dd><xsl:call-template name="masked"><xsl:with-param name="text" select="imei"/></xsl:call-template></dd>
      <dt>MAC</dt><dd><xsl:call-template name="masked"><xsl:with-param name="text" select="mac"/></xsl:call-template></dd>
      <dt>Anything else that tells it apart</dt><dd><xsl:call-template name="blank"/></dd>
    </dl>
  </xsl:for-each>
  <dl>
    <dt>The machine that captured: make, model, serial number, MAC</dt><dd><xsl:call-template name="blank"/></dd>
  </dl>
</xsl:template>

<xsl:template name="losses">
  <xsl:choose>
    <xsl:when test="losses/row">
      <p>What the captures lack, as far as the program could tell:</p>
      <ul>
        <xsl:for-each select="losses/row">
          <li><xsl:value-of select="concat(count, ' × ', loss)"/><xsl:if test="detail != ''"> (<xsl:value-of select="detail"/>)</xsl:if>
            <xsl:if test="capture != ''">, <xsl:value-of select="capture"/></xsl:if></li>
        </xsl:for-each>
      </ul>
    </xsl:when>
    <xsl:otherwise><p>The program noticed no loss in the captures.</p></xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="hashes">
  <h3>Hash values</h3>
  <p>Algorithm: ☐ SHA1 ☒ SHA256 ☐ MD5 ☐ other</p>
  <ol>
    <xsl:for-each select="captures/row">
      <li><xsl:call-template name="record"/>: <span class="hash"><xsl:call-template name="known"><xsl:with-param name="text" select="sha256"/></xsl:call-template></span></li>
    </xsl:for-each>
  </ol>
</xsl:template>

<xsl:template name="record">
  <xsl:choose>
    <xsl:when test="capture != ''"><xsl:value-of select="capture"/></xsl:when>
    <xsl:otherwise>capture</xsl:otherwise>
  </xsl:choose>
  <xsl:if test="complete = 0"> (not read to its end)</xsl:if>
  <xsl:if test="damaged = 1"> (damaged)</xsl:if>
</xsl:template>

<xsl:template name="signature">
  <xsl:param name="who"/>
  <dl class="signature">
    <dt>Date (DD/MM/YYYY)</dt><dd><xsl:call-template name="blank"/></dd>
    <dt>Time (IST, 24 hours)</dt><dd><xsl:call-template name="blank"/></dd>
    <dt>Place</dt><dd><xsl:call-template name="blank"/></dd>
    <dt><xsl:value-of select="$who"/></dt><dd><xsl:call-template name="blank"/></dd>
  </dl>
</xsl:template>

<xsl:template name="tick">
  <xsl:param name="words"/>
  <p class="tick"><xsl:call-template name="tick-each"><xsl:with-param name="words" select="$words"/></xsl:call-template></p>
</xsl:template>

<xsl:template name="tick-each">
  <xsl:param name="words"/>
  <span>☐ <xsl:value-of select="substring-before(concat($words, '|'), '|')"/></span>
  <xsl:text> </xsl:text>
  <xsl:if test="contains($words, '|')">
    <xsl:call-template name="tick-each"><xsl:with-param name="words" select="substring-after($words, '|')"/></xsl:call-template>
  </xsl:if>
</xsl:template>

<xsl:template name="known">
  <xsl:param name="text"/>
  <xsl:choose>
    <xsl:when test="$text != ''"><xsl:value-of select="$text"/></xsl:when>
    <xsl:otherwise><xsl:call-template name="blank"/></xsl:otherwise>
  </xsl:choose>
</xsl:template>

<!-- A number that the captures show only masked: there is room for the whole. -->
<xsl:template name="masked">
  <xsl:param name="text"/>
  <xsl:if test="$text != ''"><code><xsl:value-of select="$text"/></code>, in full: </xsl:if>
  <xsl:call-template name="blank"/>
</xsl:template>

<xsl:template name="blank"><span class="blank" role="img" aria-label="to be filled in">&#160;</span></xsl:template>

<xsl:template name="style">
:root { color-scheme: light; }
body { margin: 0; background: #fff; color: #111; font: 11pt/1.45 "Noto Serif", Georgia, serif; }
main { max-width: 46rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; border-bottom: 1px solid #111; margin-top: 2.5rem; } h3 { font-size: 1rem; margin-bottom: .3rem; }
.note { border: 1px solid #111; padding: .6rem .8rem; }
dl { display: grid; grid-template-columns: minmax(8rem, 15rem) 1fr; gap: .35rem 1rem; margin: .5rem 0; }
dt { color: #444; } dd { margin: 0; overflow-wrap: anywhere; }
.blank { display: inline-block; min-width: 10rem; width: 100%; height: 1.5em; border-bottom: 1px dotted #111; }
code, .hash { font-family: "Noto Sans Mono", "DejaVu Sans Mono", monospace; font-size: .85em; overflow-wrap: anywhere; }
code + .blank, td .blank { width: auto; }
.tick span { margin-right: 1rem; white-space: nowrap; }
.signature dd { padding-top: .8rem; }
table { border-collapse: collapse; width: 100%; } th, td { border: 1px solid #777; padding: .3rem .5rem; text-align: left; vertical-align: top; }
@page { size: A4; margin: 18mm; }
@media print { main { max-width: none; padding: 0; } section + section { break-before: page; } dl, tr { break-inside: avoid; } }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; } }
</xsl:template>

</xsl:stylesheet>
