using System.Globalization;

namespace Bantam.Studies;

/// <summary>A number or a few words, as a row of a study compares them.</summary>
public readonly record struct StudyValue
{
    private const int MostCharacters = 15;
    private const double MostExact = 1e15;
    private const double LeastPlain = 1e-4;

    private readonly string? _words;

    private StudyValue(double? number, string? words)
    {
        Number = number;
        _words = words;
    }

    /// <summary>The number, or null where the value is words.</summary>
    public double? Number { get; }

    /// <summary>Makes a value of a number.</summary>
    /// <param name="number">The number.</param>
    public static implicit operator StudyValue(double number) => new(number, null);

    /// <summary>Makes a value of words.</summary>
    /// <param name="words">The words.</param>
    public static implicit operator StudyValue(string words) => new(null, words);

    /// <summary>Whether two values are the same: words equal, or numbers no farther apart than the tolerance.</summary>
    /// <param name="other">The other value.</param>
    /// <param name="tolerance">The largest difference of two numbers, absolute.</param>
    /// <returns>Whether they are.</returns>
    public bool IsNear(StudyValue other, double tolerance) =>
        Number is { } a && other.Number is { } b
            ? a.Equals(b) || Math.Abs(a - b) <= tolerance
            : Number is null && other.Number is null && ToString() == other.ToString();

    /// <summary>The value as people read it: whole numbers in groups of three digits, others in full where that is short, else with six digits.</summary>
    /// <returns>The text, the same under every culture.</returns>
    public override string ToString() => Number is { } number ? Text(number) : _words ?? "";

    private static string Text(double number)
    {
        double size = Math.Abs(number);
        if (!double.IsFinite(number))
        {
            return double.IsNaN(number) ? "NaN" : number > 0 ? "infinity" : "-infinity";
        }

        if (size < MostExact && Math.Floor(number) == number)
        {
            return number.ToString("N0", CultureInfo.InvariantCulture);
        }

        string full = number.ToString("R", CultureInfo.InvariantCulture);
        return full.Length <= MostCharacters && !full.Contains('E', StringComparison.Ordinal) ? full
            : size is >= LeastPlain and < MostExact ? Rounded(number, size)
            : number.ToString("0.#####e0", CultureInfo.InvariantCulture);
    }

    private static string Rounded(double number, double size)
    {
        int decimals = Math.Clamp(5 - (int)Math.Floor(Math.Log10(size)), 0, 9);
        return number.ToString("#,0." + new string('#', decimals), CultureInfo.InvariantCulture);
    }
}
