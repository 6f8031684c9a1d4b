using System.Globalization;

namespace Bantam.Cli;

/// <summary>A memory map as text: one line for each buffer, one column for each step or, where there are too many, for some steps.</summary>
/// <param name="Unit">What offsets and sizes count: bytes, or elements of any size.</param>
/// <param name="Size">The size of the arena.</param>
/// <param name="LowerBound">The most in use at one step.</param>
/// <param name="Rows">The buffers.</param>
internal sealed record MemoryDrawing(string Unit, long Size, long LowerBound, IReadOnlyList<MemoryRow> Rows)
{
    private const int LongestName = 24;
    private const int FewestColumns = 12;
    private const char Live = '=';
    private const char AtPeak = '#';
    private const char Free = '.';

    /// <summary>Draws the map.</summary>
    /// <param name="width">The columns of the terminal; no line is longer where that is possible.</param>
    /// <returns>The lines.</returns>
    public IEnumerable<string> Lines(int width)
    {
        if (Rows.Count == 0)
        {
            yield return Text($"Arena: 0 {Unit}.");
            yield break;
        }

        int numbers = Math.Max(Count(Rows.Max(row => row.Offset)).Length, "offset".Length);
        int sizes = Math.Max(Count(Rows.Max(row => row.Size)).Length, Unit.Length);
        int steps = Rows.Max(row => row.LastStep) + 1;
        int names = Math.Min(Rows.Max(row => row.Name.Length), LongestName);
        names = Math.Max(Math.Min(names, width - numbers - sizes - 6 - Math.Min(steps, FewestColumns)), 4);
        int columns = Math.Max(Math.Min(steps, width - names - numbers - sizes - 6), 1);
        int peak = Peak(steps);
        yield return Certificate(peak);
        yield return $"{"buffer".PadRight(names)}  {"offset".PadLeft(numbers)}  {Unit.PadLeft(sizes)}  {Scale(steps, columns)}";
        foreach (MemoryRow row in Rows)
        {
            yield return $"{Shortened(row.Name, names).PadRight(names)}  {Count(row.Offset).PadLeft(numbers)}  {Count(row.Size).PadLeft(sizes)}  {Bar(row, steps, columns, peak)}";
        }

        yield return $"{"in use at the peak".PadRight(names)[..names]}  {"".PadLeft(numbers)}  {Count(InUse(peak)).PadLeft(sizes)}  {"^".PadLeft(ColumnOf(peak, steps, columns) + 1)}";
    }

    private string Certificate(int peak) => Size == LowerBound
        ? Text($"Arena {Size:N0} {Unit} = lower bound: step {peak} needs that much, so no arrangement is smaller.")
        : Text($"Arena {Size:N0} {Unit}, lower bound {LowerBound:N0}: step {peak} needs that much.");

    private long InUse(int step) => Rows.Where(row => row.FirstStep <= step && step <= row.LastStep && !(row.IsOverwritten && row.LastStep == step)).Sum(row => row.Size);

    private int Peak(int steps) => Enumerable.Range(0, steps).MaxBy(InUse);

    private static string Bar(MemoryRow row, int steps, int columns, int peak)
    {
        char[] bar = new char[columns];
        for (int column = 0; column < columns; column++)
        {
            // A column stands for the steps from one bound to before the next.
            int first = (int)((long)column * steps / columns);
            int end = (int)((long)(column + 1) * steps / columns);
            bool isLive = row.FirstStep < end && row.LastStep >= first;
            bool isPeak = isLive && first <= peak && peak < end && row.FirstStep <= peak && peak <= row.LastStep;
            bar[column] = isPeak ? AtPeak : isLive ? Live : Free;
        }

        return new string(bar);
    }

    /// <summary>The number of each tenth column's first step.</summary>
    private static string Scale(int steps, int columns)
    {
        string scale = "";
        for (int column = 0; column < columns; column += 10)
        {
            scale = scale.PadRight(column) + Count((long)column * steps / columns);
        }

        return scale.Length > columns && columns > 4 ? scale[..columns] : scale;
    }

    private static int ColumnOf(int step, int steps, int columns)
    {
        int column = 0;
        while (column + 1 < columns && (long)(column + 1) * steps / columns <= step)
        {
            column++;
        }

        return column;
    }

    private static string Shortened(string name, int length) => name.Length <= length ? name : $"{name[..(length - 1)]}~";

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}

/// <summary>One buffer of a memory map.</summary>
/// <param name="Name">What lies there.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Size">Its size.</param>
/// <param name="FirstStep">The step that writes it.</param>
/// <param name="LastStep">The last step that reads it.</param>
/// <param name="IsOverwritten">Whether that step writes its output over it.</param>
internal sealed record MemoryRow(string Name, long Offset, long Size, int FirstStep, int LastStep, bool IsOverwritten = false);
