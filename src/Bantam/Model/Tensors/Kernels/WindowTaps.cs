namespace Bantam.Model;

/// <summary>One meeting of an output pixel with an input pixel through a position of the window.</summary>
/// <param name="OutputPixel">Index of the output pixel over all images.</param>
/// <param name="InputPixel">Index of the input pixel over all images.</param>
/// <param name="Position">Index of the position in the window, row by row.</param>
internal readonly record struct WindowTap(int OutputPixel, int InputPixel, int Position);

/// <summary>Enumerates all taps of a geometry, output pixel by output pixel, those over the edge of the input left out.</summary>
internal readonly struct WindowTaps(WindowGeometry geometry)
{
    private readonly WindowGeometry _g = geometry;

    public Enumerator GetEnumerator() => new(_g);

    /// <summary>Walks the positions of each window.</summary>
    public struct Enumerator(WindowGeometry geometry)
    {
        private readonly WindowGeometry _g = geometry;
        private readonly int _positions = geometry.KernelHeight * geometry.KernelWidth;
        private long _next;

        public WindowTap Current { get; private set; }

        public bool MoveNext()
        {
            long end = (long)_g.Batch * _g.OutputPixels * _positions;
            while (_next < end)
            {
                int position = (int)(_next % _positions);
                int output = (int)(_next / _positions);
                _next++;
                int row = (output / _g.OutputWidth % _g.OutputHeight * _g.StrideHeight) - _g.PadTop + (position / _g.KernelWidth * _g.DilationHeight);
                int column = (output % _g.OutputWidth * _g.StrideWidth) - _g.PadLeft + (position % _g.KernelWidth * _g.DilationWidth);
                if (row >= 0 && row < _g.InputHeight && column >= 0 && column < _g.InputWidth)
                {
                    int image = output / _g.OutputPixels;
                    Current = new WindowTap(output, (((image * _g.InputHeight) + row) * _g.InputWidth) + column, position);
                    return true;
                }
            }

            return false;
        }
    }
}
