using System.CommandLine;
using System.Globalization;

namespace Bantam.Cli;

/// <summary><c>bantam number</c>: what becomes of a number in a format, bit by bit.</summary>
internal static class NumberCommand
{
    public static Command Create(CommandContext context)
    {
        Argument<string> value = new("VALUE") { Description = "The number, such as 12.75, -1e-7, inf or nan." };
        Option<string> format = new("--as")
        {
            Description = $"The format: {string.Join(", ", NumberFormat.Names)}; any Qm.n and width up to 32 bits.",
            HelpName = "FORMAT",
            Required = true,
        };
        Command command = new("number", "Show a number in a format: its bits, its error, its neighbors.") { value, format };
        command.SetAction(parsed => Run(context, parsed.GetValue(value)!, parsed.GetValue(format)!));
        return command;
    }

    private static int Run(CommandContext context, string text, string format)
    {
        EncodedNumber number = NumberFormat.Encode(Read(text), format);
        if (context.IsJson)
        {
            context.Output.WriteLine(CliJson.Number(number));
            return ExitCode.Done;
        }

        context.Print($"{Text(number.Input)} as {number.Format}: {number.Layout}");
        context.Print($"bits    {string.Join(" | ", number.Fields.Select(field => field.Bits))}");
        context.Print($"fields  {string.Join(" | ", number.Fields.Select(field => field.Name))}");
        context.Print($"code    {number.Code}");
        context.Print($"form    {number.Form ?? "none"}");
        context.Print($"value   {Text(number.Value)}");
        context.Print($"error   {ErrorText(number)}");
        context.Print($"below   {NeighborText(number.Below)}");
        context.Print($"above   {NeighborText(number.Above)}");
        context.Print($"range   {Text(number.Smallest)} to {Text(number.Largest)}");
        return ExitCode.Done;
    }

    /// <summary>Reads a number. A comma is refused: read as a separator of thousands, 0,5 would be 5.</summary>
    private static double Read(string text)
    {
        string word = text.ToUpperInvariant().TrimStart('+');
        if (word is "NAN" or "INF" or "-INF")
        {
            return word == "NAN" ? double.NaN : word == "INF" ? double.PositiveInfinity : double.NegativeInfinity;
        }

        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || double.IsNaN(number))
        {
            throw new ArgumentException($"VALUE is a number such as 12.75, -1e-7, inf or nan, but got '{text}'.");
        }

        return double.IsFinite(number) ? number : throw new ArgumentException($"VALUE is read as a Float64, whose largest number is 1.8e308, but got '{text}'. For infinity write inf.");
    }

    private static string Text(double number) =>
        double.IsNaN(number) ? "nan"
        : double.IsInfinity(number) ? number > 0 ? "inf" : "-inf"
        : number.ToString(CultureInfo.InvariantCulture);

    private static string ErrorText(EncodedNumber number)
    {
        string overflow = number.Overflowed ? " (overflow: the number is beyond the range)" : "";
        return number.Error == 0 ? "0 (exact)" : Text(number.Error) + overflow;
    }

    private static string NeighborText(NeighborNumber? neighbor) => neighbor is null ? "none" : $"{Text(neighbor.Value)} ({neighbor.Code})";
}
