using System.Globalization;
using Bantam.Model;

namespace Bantam.Formats;

/// <summary>The dictionary of Python literals in the header of an <c>.npy</c> file: three keys, in any order.</summary>
/// <remarks>A reader for just these literals; nothing is evaluated.</remarks>
internal sealed class NpyDictionary
{
    private const int MaximumAxes = 32;

    private readonly string _text;
    private readonly string _name;
    private int _position;

    private NpyDictionary(string text, string name)
    {
        _text = text;
        _name = name;
    }

    /// <summary>The type of the elements, for example <c>&lt;f4</c>.</summary>
    public string Descr { get; private set; } = "";

    /// <summary>Whether the first axis varies fastest.</summary>
    public bool FortranOrder { get; private set; }

    /// <summary>The axis lengths.</summary>
    public long[] Shape { get; private set; } = [];

    /// <summary>Parses the text of a header.</summary>
    /// <exception cref="ModelFormatException">It is anything but the three keys with their values.</exception>
    public static NpyDictionary Parse(string text, string name)
    {
        NpyDictionary dictionary = new(text, name);
        dictionary.ReadAll();
        return dictionary;
    }

    private void ReadAll()
    {
        HashSet<string> seen = [];
        Expect('{');
        while (!TryTake('}'))
        {
            string key = ReadString();
            Expect(':');
            if (!seen.Add(key))
            {
                throw Fault($"has the key '{key}' twice");
            }

            ReadValue(key);
            if (!TryTake(','))
            {
                Expect('}');
                break;
            }
        }

        if (Peek() != '\0' || seen.Count != 3)
        {
            throw Fault("is not a dictionary of 'descr', 'fortran_order' and 'shape'");
        }
    }

    private void ReadValue(string key)
    {
        switch (key)
        {
            case "descr" when Peek() == '[':
                throw new ModelFormatException($"{_name} holds records of several fields. Save each field as an array of its own.");
            case "descr":
                Descr = ReadString();
                break;
            case "fortran_order":
                FortranOrder = ReadBoolean();
                break;
            case "shape":
                Shape = ReadTuple();
                break;
            default:
                throw Fault($"has the unknown key '{key}'");
        }
    }

    private string ReadString()
    {
        char quote = Peek();
        int end = quote is '\'' or '"' ? _text.IndexOf(quote, _position + 1) : -1;
        if (end < 0)
        {
            throw Fault("lacks a text in quotes");
        }

        string text = _text[(_position + 1)..end];
        _position = end + 1;
        return text;
    }

    private bool ReadBoolean()
    {
        Peek();
        foreach ((string word, bool value) in new[] { ("True", true), ("False", false) })
        {
            if (string.CompareOrdinal(_text, _position, word, 0, word.Length) == 0)
            {
                _position += word.Length;
                return value;
            }
        }

        throw Fault("says neither True nor False to 'fortran_order'");
    }

    private long[] ReadTuple()
    {
        List<long> lengths = [];
        Expect('(');
        while (!TryTake(')'))
        {
            if (lengths.Count == MaximumAxes)
            {
                throw Fault($"has more than {MaximumAxes} axes");
            }

            lengths.Add(ReadInteger());
            if (!TryTake(','))
            {
                Expect(')');
                break;
            }
        }

        return [.. lengths];
    }

    private long ReadInteger()
    {
        Peek();
        int start = _position;
        while (_position < _text.Length && (char.IsAsciiDigit(_text[_position]) || (_position == start && _text[_position] == '-')))
        {
            _position++;
        }

        if (!long.TryParse(_text.AsSpan(start, _position - start), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long length))
        {
            throw Fault("has an axis whose length is no whole number of 64 bits");
        }

        // Old versions of Python end long integers so.
        _ = TryTake('L');
        return length;
    }

    private void Expect(char letter)
    {
        if (!TryTake(letter))
        {
            throw Fault($"lacks '{letter}' at position {_position}");
        }
    }

    private bool TryTake(char letter)
    {
        if (Peek() != letter)
        {
            return false;
        }

        _position++;
        return true;
    }

    /// <summary>The next letter that is no space, or '\0' at the end.</summary>
    private char Peek()
    {
        while (_position < _text.Length && _text[_position] is ' ' or '\n' or '\r' or '\t')
        {
            _position++;
        }

        return _position < _text.Length ? _text[_position] : '\0';
    }

    private ModelFormatException Fault(string problem)
    {
        string shown = _text.Length > 120 ? _text[..120] + "…" : _text;
        return new ModelFormatException($"{_name}: its header {problem}: {shown.Trim()}. The file is damaged, or was not written by NumPy.");
    }
}
