namespace Bantam.Reports;

/// <summary>Words beside the points of a plot. Where there is no room that is free, they are left out: the hint of the point still has them.</summary>
/// <param name="frame">Where labels may stand.</param>
internal sealed class PlotLabels(SvgBox frame)
{
    private const double LineHeight = 12;
    private const double Distance = 8;

    private readonly List<(double X, double Y, string Text)> _points = [];
    private readonly List<SvgBox> _taken = [];

    /// <summary>Adds points; those without words only take room.</summary>
    /// <param name="points">Pixels and words.</param>
    internal void AddRange(IEnumerable<(double X, double Y, string Text)> points) => _points.AddRange(points);

    /// <summary>Draws all labels that find room: right of their point, left, above or below.</summary>
    /// <param name="svg">The picture.</param>
    internal void Draw(Svg svg)
    {
        _taken.AddRange(_points.Where(point => point.Text.Length > 0).Select(point => new SvgBox(point.X - 4, point.Y - 4, 8, 8)));
        foreach ((double x, double y, string text) in _points.Where(point => point.Text.Length > 0))
        {
            double width = text.Length * ChartStyle.CharacterWidth;
            SvgBox[] places =
            [
                new(x + Distance, y - (LineHeight / 2), width, LineHeight),
                new(x - Distance - width, y - (LineHeight / 2), width, LineHeight),
                new(x - (width / 2), y - Distance - LineHeight, width, LineHeight),
                new(x - (width / 2), y + Distance, width, LineHeight),
            ];
            foreach (SvgBox place in places.Where(IsFree).Take(1))
            {
                _taken.Add(place);
                svg.Label(place.X, place.Y + LineHeight - 2, text, "small");
            }
        }
    }

    private bool IsFree(SvgBox box) => IsInFrame(box) && !_taken.Exists(other => Overlap(box, other));

    private bool IsInFrame(SvgBox box) =>
        box.X >= frame.X && box.X + box.Width <= frame.X + frame.Width && box.Y >= frame.Y && box.Y + box.Height <= frame.Y + frame.Height;

    private static bool Overlap(SvgBox a, SvgBox b) =>
        a.X < b.X + b.Width && b.X < a.X + a.Width && a.Y < b.Y + b.Height && b.Y < a.Y + a.Height;
}
