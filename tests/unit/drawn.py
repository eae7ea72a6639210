"""What stands in a drawn figure."""


def artists(figure, label):
    return [line for axes in figure.axes for line in axes.lines if line.get_label() == label]


def texts(figure):
    return [text.get_text() for axes in figure.axes for text in axes.texts]


def note(figure):
    return figure.get_supxlabel()


def labels_drawn(figure):
    return [
        line.get_label() for axes in figure.axes for line in axes.lines if len(line.get_ydata())
    ]


def drawn(axes, label):
    """Lines of a panel by their label."""
    return [line for line in axes.lines if line.get_label() == label]


def title(axes):
    """Lines of the text above a panel."""
    return axes.get_title(loc="left").split("\n")


def panel(figure, name):
    """The panel whose title begins with a name."""
    return next(axes for axes in figure.axes if title(axes)[0].split(" ")[0] == name)
