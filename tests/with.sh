#!/bin/sh
# Lets prove run a script with the build folder as its argument. usage: with.sh BUILD SCRIPT
exec sh "$2" "$1"
