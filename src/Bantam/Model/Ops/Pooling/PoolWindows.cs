namespace Bantam.Model;

/// <summary>Enumerates the input positions of one pooling window after another, those over the edge left out.</summary>
internal struct PoolWindows(WindowGeometry geometry)
{
    private readonly WindowGeometry _g = geometry;
    private int _top;
    private int _left;
    private int _bottom;
    private int _right;
    private int _origin;

    /// <summary>How many positions of the window lie inside the image.</summary>
    public readonly int Count => (_bottom - _top) * (_right - _left);

    /// <summary>Moves to the window of one output element (row-major NHWC index).</summary>
    public void MoveTo(int output)
    {
        int channel = output % _g.OutputChannels;
        int pixel = output / _g.OutputChannels;
        int column = pixel % _g.OutputWidth;
        int row = pixel / _g.OutputWidth % _g.OutputHeight;
        int image = pixel / _g.OutputPixels;
        int top = (row * _g.StrideHeight) - _g.PadTop;
        int left = (column * _g.StrideWidth) - _g.PadLeft;
        _top = Math.Max(top, 0);
        _left = Math.Max(left, 0);
        _bottom = Math.Min(top + _g.KernelHeight, _g.InputHeight);
        _right = Math.Min(left + _g.KernelWidth, _g.InputWidth);
        _origin = (image * _g.InputElements) + channel;
    }

    public readonly Enumerator GetEnumerator() => new(this);

    /// <summary>Walks the window row by row.</summary>
    public struct Enumerator(PoolWindows window)
    {
        private int _row = window._top;
        private int _column = window._left - 1;

        public readonly int Current => window._origin + (((_row * window._g.InputWidth) + _column) * window._g.InputChannels);

        public bool MoveNext()
        {
            if (++_column < window._right)
            {
                return _row < window._bottom;
            }

            _column = window._left;
            return ++_row < window._bottom && _column < window._right;
        }
    }
}
