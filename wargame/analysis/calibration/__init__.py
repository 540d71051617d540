"""Stated odds and expected scores beside what came."""
