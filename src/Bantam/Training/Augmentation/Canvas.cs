using Bantam.Model;

namespace Bantam.Training;

/// <summary>One sample while it is transformed: its values, [height, width, channels], and a second buffer to write the next ones to.</summary>
/// <remarks>Owned by one thread, and used again for every sample, so that a transform allocates nothing.</remarks>
internal sealed class Canvas(int capacity)
{
    private float[] _values = new float[capacity];
    private float[] _spare = new float[capacity];

    /// <summary>Rows of an image, frames of a spectrogram, values of a signal.</summary>
    public int Height { get; private set; }

    /// <summary>Columns of an image, bands of a spectrogram, 1 for a signal.</summary>
    public int Width { get; private set; }

    /// <summary>Values per pixel.</summary>
    public int Channels { get; private set; }

    /// <summary>What stands for full brightness: 255 where samples are bytes, 1 where they are floats.</summary>
    public float White { get; set; }

    public Span<float> Values => _values.AsSpan(0, Height * Width * Channels);

    /// <summary>Room for new values; <see cref="Swap()"/> makes them the current ones.</summary>
    public Span<float> Spare => _spare;

    /// <summary>Gives the room the shape of a sample, whose values the caller then writes to <see cref="Values"/>.</summary>
    public Canvas Shaped(Shape shape, float white)
    {
        (Height, Width, Channels) = (shape[0], shape.Rank > 1 ? shape[1] : 1, shape.Rank > 2 ? shape[2] : 1);
        White = white;
        return this;
    }

    /// <summary>Makes what was written to <see cref="Spare"/> the current values.</summary>
    public void Swap(int height, int width, int channels)
    {
        (_values, _spare) = (_spare, _values);
        (Height, Width, Channels) = (height, width, channels);
    }

    public void Swap() => Swap(Height, Width, Channels);

    public void Clamp()
    {
        foreach (ref float value in Values)
        {
            value = Math.Clamp(value, 0f, White);
        }
    }
}
