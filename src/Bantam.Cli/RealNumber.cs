using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Bantam.Cli;

/// <summary>Options that take a number such as 0.985, whatever the language of the machine.</summary>
internal static class RealNumber
{
    /// <summary>Makes the option. A comma is refused: read as a separator of thousands, 0,5 would be 5.</summary>
    public static Option<double?> Option(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result => Parse(result, name),
    };

    private static double? Parse(ArgumentResult result, string name)
    {
        string text = result.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
        {
            return number;
        }

        result.AddError($"{name} is a number such as 0.985, but got '{text}'.");
        return null;
    }
}
