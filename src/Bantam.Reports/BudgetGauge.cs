namespace Bantam.Reports;

/// <summary>How much of each memory is used, against how much is allowed.</summary>
public static class BudgetGauge
{
    private const double Width = 880;
    private const double RowHeight = 52;
    private const double BarTop = 22;
    private const double BarHeight = 14;

    /// <summary>Draws a bar for each memory; what exceeds the budget stands out in color, behind a mark and in words.</summary>
    /// <param name="memories">The memories.</param>
    /// <returns>The picture.</returns>
    public static Svg Draw(IReadOnlyList<GaugeRow> memories)
    {
        string description = string.Join(' ', memories.Select(m => $"{m.Name}: {Words(m)}."));
        Svg svg = new(Width, RowHeight * memories.Count, "Memory used against the budget", description);
        for (int i = 0; i < memories.Count; i++)
        {
            DrawRow(svg, memories[i], i * RowHeight);
        }

        return svg;
    }

    private static void DrawRow(Svg svg, GaugeRow memory, double top)
    {
        double scale = Width / Math.Max(Math.Max(memory.Used, memory.Budget), 1);
        double budget = memory.Budget * scale;
        double used = memory.Used * scale;
        bool over = memory.Used > memory.Budget;
        svg.Label(0, top + 14, memory.Name, "head");
        svg.Label(Width, top + 14, Words(memory), over ? "bound-text end" : "quiet end");
        svg.Rectangle(new SvgBox(0, top + BarTop, budget, BarHeight), "track");
        svg.Rectangle(new SvgBox(0, top + BarTop, Math.Min(used, budget), BarHeight), "bar");
        if (over)
        {
            svg.Rectangle(new SvgBox(budget, top + BarTop, used - budget, BarHeight), "over");
            svg.Line(budget, top + BarTop - 4, budget, top + BarTop + BarHeight + 4, "axis");
        }
    }

    private static string Words(GaugeRow memory) => memory.Used > memory.Budget
        ? $"{Figure.Bytes(memory.Used)} of {Figure.Bytes(memory.Budget)}: {Figure.Bytes(memory.Used - memory.Budget)} too much"
        : $"{Figure.Bytes(memory.Used)} of {Figure.Bytes(memory.Budget)}, {Figure.Percent(memory.Used / (double)Math.Max(memory.Budget, 1))}";
}

/// <summary>One memory and its budget.</summary>
/// <param name="Name">Which memory.</param>
/// <param name="Used">Bytes used.</param>
/// <param name="Budget">Bytes allowed.</param>
public sealed record GaugeRow(string Name, long Used, long Budget);
