using System.Globalization;

namespace Bantam.Advice;

/// <summary>A number that a rule worked out: a finding stands on these, not on its words.</summary>
/// <param name="Name">What it is, with its unit, in camelCase: <c>weightBytes</c>. Shares are fractions in [0, 1].</param>
/// <param name="Value">The number; finite.</param>
public readonly record struct Evidence(string Name, double Value)
{
    private const double FractionsMatterBelow = 1000;

    /// <summary>Name and number for people: <c>weightBytes 73,728</c>.</summary>
    /// <returns>The text, in the invariant culture; numbers below 1000 with up to four significant digits, larger ones as integers.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} {Text}");

    private string Text => Math.Abs(Value) >= FractionsMatterBelow || Math.Floor(Value) == Value
        ? Value.ToString("N0", CultureInfo.InvariantCulture)
        : Value.ToString("G4", CultureInfo.InvariantCulture);
}
