#!/usr/bin/perl
# make-places.pl DIR: writes the two small place databases that tests/unit/test_places.c reads. Debian: libmaxmind-db-writer-perl.
use strict;
use warnings;
use MaxMind::DB::Writer::Tree;

my ($dir) = @ARGV;
die "usage: make-places.pl DIR\n" if !defined $dir;

my %type_of = (
	autonomous_system_number       => 'uint32',
	autonomous_system_organization => 'utf8_string',
	country                        => 'map',
	country_code                   => 'utf8_string',
	iso_code                       => 'utf8_string',
	provider                       => 'utf8_string',
	region                         => 'utf8_string',
	registered_country             => 'map',
	subdivision                    => 'utf8_string',
	subdivisions                   => [ 'array', 'map' ],
);

sub write_db {
	my ($name, $type, $epoch, %nets) = @_;
	my $tree = MaxMind::DB::Writer::Tree->new(
		ip_version               => 6,
		record_size              => 24,
		database_type            => $type,
		languages                => ['en'],
		description              => { en => 'Invented places for tests' },
		map_key_type_callback    => sub { $type_of{ $_[0] } },
		remove_reserved_networks => 0,
		_build_epoch             => $epoch,
	);
	$tree->insert_network($_, $nets{$_}) for sort keys %nets;
	open my $out, '>:raw', "$dir/$name" or die "$dir/$name: $!\n";
	$tree->write_tree($out);
	close $out or die "$dir/$name: $!\n";
}

sub cc { return { iso_code => $_[0] } }
sub as { return (autonomous_system_number => $_[0], autonomous_system_organization => $_[1]) }

# 2026-06-01
write_db('places.mmdb', 'phonehome-places', 1780272000,
	'52.94.76.0/24' => { country => cc('US'), registered_country => cc('US'), as(16509, 'AMAZON-02'),
		provider => 'aws', region => 'us-west-2', subdivision => 'US-OR' },
	'3.0.0.0/24' => { country => cc('SG'), registered_country => cc('US'), as(16509, 'AMAZON-02'),
		provider => 'aws', region => 'ap-southeast-1' },
	'42.62.48.0/24'   => { country => cc('CN'), registered_country => cc('CN'), as(4808, 'China Unicom Beijing') },
	'104.16.0.0/24'   => { country => cc('US'), registered_country => cc('US'), as(13335, 'CLOUDFLARENET') },
	'23.0.0.0/24'     => { country => cc('US'), registered_country => cc('US'), as(20940, 'AKAMAI-ASN1') },
	'203.0.113.0/24'  => { country => cc('FR'), as(64500, 'Example One') },
	'198.51.100.0/24' => { country => cc('DE'), registered_country => cc('CH'), as(64501, "Beispiel\nZwei") },
	'2001:db8:1::/48' => { country => cc('SE'), registered_country => cc('SE'), as(16509, 'AMAZON-02') },
);

# 2026-05-01, with the keys of other makers
write_db('other.mmdb', 'Other-Country', 1777593600,
	'203.0.113.0/24'  => { country_code => 'FR', as(64500, 'Example One') },
	'198.51.100.0/24' => { country_code => 'NL' },
	'192.0.2.0/24'    => { country => cc('US'), subdivisions => [ cc('OR') ], region => 'Oregon' },
	'192.0.3.0/24'    => { country_code => 'unknown' },
);
