namespace Bantam.Reports;

/// <summary>The arena over time: a rectangle for each buffer, as long as it is needed and as high as it is large.</summary>
public static class MemoryMap
{
    private const double Width = 880;
    private const double Left = 66;
    private const double Top = 24;
    private const double Bottom = 304;
    private const int Hues = 4;
    private const int LongestLabel = 16;

    /// <summary>Draws the map, with the size of the arena and the lower bound that no layout can beat.</summary>
    /// <param name="memory">The arena.</param>
    /// <returns>The picture.</returns>
    public static Svg Draw(FitMemory memory)
    {
        int steps = Math.Max(memory.PlanSteps.Count, memory.Buffers.Select(b => b.LastStep + 1).DefaultIfEmpty(1).Max());
        double stepWidth = (Width - Left) / steps;
        int labelLength = Math.Min(memory.PlanSteps.Select(s => s.Length).DefaultIfEmpty(0).Max(), LongestLabel);
        bool turned = labelLength * ChartStyle.CharacterWidth > stepWidth - 6;
        double height = Bottom + (turned ? 16 + (labelLength * 4.8) : 28);
        Axis y = Axis.Around(0, Math.Max(memory.ArenaBytes, 1), 5, memory.ArenaBytes >= 4096 ? 1024 : 1);
        Svg svg = new(Width, height, "Arena over time", Describe(memory));
        DrawAxes(svg, y, memory.PlanSteps, stepWidth, turned);
        for (int i = 0; i < memory.Buffers.Count; i++)
        {
            DrawBuffer(svg, y, memory.Buffers[i], stepWidth, i % Hues);
        }

        DrawLimits(svg, y, memory);
        return svg;
    }

    private static void DrawAxes(Svg svg, Axis y, IReadOnlyList<string> steps, double stepWidth, bool turned)
    {
        foreach (double tick in y.Ticks)
        {
            double at = y.Place(tick, Bottom, Top);
            svg.Line(Left, at, Width, at, "grid").Label(Left - 8, at + 4, Tick(tick), "quiet small end");
        }

        // Turned labels need 14 pixels each; where steps are narrower, only every so many steps gets one.
        int every = turned ? (int)Math.Max(1, Math.Ceiling(14 / stepWidth)) : 1;
        for (int i = 0; i < steps.Count; i += every)
        {
            double center = Left + ((i + 0.5) * stepWidth);
            string name = MarkupText.Shorten(steps[i], LongestLabel);
            _ = turned
                ? svg.Label(center + 4, Bottom + 14, name, "small end", -40)
                : svg.Label(center, Bottom + 18, name, "small middle");
        }
    }

    private static void DrawBuffer(Svg svg, Axis y, FitBuffer buffer, double stepWidth, int hue)
    {
        double left = Left + (buffer.FirstStep * stepWidth) + 1.5;
        double width = ((buffer.LastStep - buffer.FirstStep + 1) * stepWidth) - 3;
        double bottom = y.Place(buffer.Offset, Bottom, Top);
        double top = y.Place(buffer.Offset + buffer.Bytes, Bottom, Top);
        string size = Figure.Bytes(buffer.Bytes);
        SvgBox box = new(left, top, Math.Max(width, 1), Math.Max(bottom - top, 1));
        svg.Rectangle(box, $"buffer hue{hue}", $"{buffer.Name}: {size} at {Figure.Count(buffer.Offset)}");
        double middle = (top + bottom) / 2;
        bool fits = buffer.Name.Length * ChartStyle.CharacterWidth < width - 8;
        if (fits && bottom - top >= 32)
        {
            svg.Label(left + (width / 2), middle - 3, buffer.Name, "small middle");
            svg.Label(left + (width / 2), middle + 12, size, "quiet small middle");
        }
        else if (fits && bottom - top >= 11)
        {
            svg.Label(left + (width / 2), middle + 4, buffer.Name, "small middle");
        }
    }

    private static void DrawLimits(Svg svg, Axis y, FitMemory memory)
    {
        double arena = y.Place(memory.ArenaBytes, Bottom, Top);
        svg.Line(Left, arena, Width, arena, "limit");
        if (memory.LowerBoundBytes == memory.ArenaBytes)
        {
            svg.Label(Width, arena - 6, $"arena = lower bound: {Figure.Count(memory.ArenaBytes)} B", "small end");
            return;
        }

        double bound = y.Place(memory.LowerBoundBytes, Bottom, Top);
        svg.Label(Width, arena - 6, $"arena {Figure.Count(memory.ArenaBytes)} B", "small end");
        svg.Line(Left, bound, Width, bound, "limit dashed");
        svg.Label(Width, bound + 14, $"lower bound {Figure.Count(memory.LowerBoundBytes)} B", "small end");
    }

    private static string Tick(double bytes) =>
        bytes < 1024 ? MarkupText.Coordinate(bytes) + "\u00A0B" : MarkupText.Coordinate(bytes / 1024) + "\u00A0KiB";

    private static string Describe(FitMemory memory) =>
        $"{memory.Buffers.Count} buffers in {memory.PlanSteps.Count} steps share {Figure.Count(memory.ArenaBytes)} bytes; "
        + $"no layout can use less than {Figure.Count(memory.LowerBoundBytes)}.";
}
